"""Feeds, and the feeds of their comments."""
