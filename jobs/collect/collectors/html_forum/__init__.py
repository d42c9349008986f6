"""A forum without an interface, read by selectors."""
