"""Lemmy: a community, its posts and comments."""
