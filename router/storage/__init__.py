"""The database: open it, one transaction, after the commit."""
