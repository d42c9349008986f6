"""How each kind of source is read: a module or a folder a kind, and the registry of them."""
