"""The vault: sealing, boxing, keys and the secrets kept outside the database. It knows no case, person or page."""
