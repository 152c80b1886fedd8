"""Channels are found, not listed: each folder here is a door. `discovery.py` finds them.

What a channel is, is in `contract.py`; how to add one, in `README.md`.
"""
