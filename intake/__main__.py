"""`python -m intake` is the command `intake`."""

from intake.cli import main

main()
