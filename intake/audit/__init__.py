"""What happened, for ever: a signed, chained log without content."""
