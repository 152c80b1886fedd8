"""`python -m config` is the `frontdoor` command."""

from config.cli import main

main()
