"""Channels are found, not listed: each folder here is a door (`discovery.py` finds them, `contract.py` says what one is)."""
