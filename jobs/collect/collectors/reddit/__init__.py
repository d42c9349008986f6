"""Reddit, with a client that it approved."""
