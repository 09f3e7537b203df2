"""Intake as `intake serve` serves it, with little patience for slow lines: `python -m tests.uploads.impatient`.

How long a body is waited for is a constant, and no setting of the product.
"""

from intake.serve import serve
from intake.settings import load_settings
from intake.web import pace

if __name__ == "__main__":
    pace.PATIENCE = 2.0  # type: ignore[misc]
    serve(load_settings(), with_jobs=False)
