"""What can be set, how it is put together, how it starts. It sees every room; nobody sees it."""
