"""Intake as `intake serve` serves it, with receipt codes that cost next to nothing: `python -m tests.bench.product`.

What Argon2id costs is chosen, not programmed; without it the work around it can be measured. No setting of the product
does this.
"""

from intake.serve import serve
from intake.settings import load_settings
from intake.vault import passwords

if __name__ == "__main__":
    passwords.RECEIPT = passwords.Cost(memory_kib=8, passes=1)  # type: ignore[misc]
    serve(load_settings(), with_jobs=False)
