"""Mastodon and whatever speaks its client interface."""
