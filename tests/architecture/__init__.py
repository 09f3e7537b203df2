"""The house holds: imports, sizes, routes, templates, migrations, style sheets."""
