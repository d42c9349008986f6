"""Reports in, mails out: one message a recipient, never lost, never sent twice on purpose."""
