"""`Source` and `Cursor` in, `Post` out: read, clean, pseudonymise, redact; nothing else is kept."""
