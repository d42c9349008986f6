"""A mailbox by IMAP: notifications of an open account, and what colleagues send on."""
