"""The demonstration desk: invented people, teams and cases to try the product with. Never part of a real store."""
