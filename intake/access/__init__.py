"""Who may do what. Pure rules: no database, no web, no keys."""
