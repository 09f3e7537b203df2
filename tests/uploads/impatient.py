"""Intake as `intake serve` serves it, with little patience for slow lines: `python -m tests.uploads.impatient`.

How long a line may be still is a constant, and no setting of the product.
"""

from intake import hang_up
from intake.serve import serve
from intake.settings import load_settings

if __name__ == "__main__":
    hang_up.PATIENCE = 3.0  # type: ignore[misc]
    serve(load_settings(), with_jobs=False)
