"""What tells likely spam from a letter. Pure rules: no store, no web, no keys, and nothing learned."""
