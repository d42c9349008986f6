"""Forums that answer in JSON: Discourse and NodeBB."""
