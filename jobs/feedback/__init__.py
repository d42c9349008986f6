"""Replies of departments in, answers that later weeks heed out: no reply ever becomes a post."""
