"""Own channels at Meta: a Facebook page, Instagram, Threads; one Graph behind all three."""
