"""What somebody who comes to a home sees on their phone: their visits, behind a signed link, without signing in."""
