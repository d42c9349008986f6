"""Own channels at Google: YouTube and reviews of our own places."""
