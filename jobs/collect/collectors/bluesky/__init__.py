"""Bluesky: accounts, their threads, who calls on our own account."""
