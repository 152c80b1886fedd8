"""A pretend Twilio, a pretend telephone and a pretend mailbox, to try the house with no account.

`python -m config.sandbox` is a process of its own (`__main__.py`). It speaks the real protocols at the
product's edges: Twilio's REST API and signed webhooks, TwiML, and SMTP both ways. Tests start the same
thing inside themselves with `config.sandbox.sandbox.Sandbox`.
"""
