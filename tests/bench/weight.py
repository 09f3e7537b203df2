"""What each public page weighs on a first visit: itself, style sheet, script and icon, each packed by gzip."""

import gzip
import re
from pathlib import Path
from typing import Final

from tests.bench import sites
from tests.bench.figures import Figure, at_most
from tests.support.served import Browser

_BUDGET: Final = 30.0
_FILES: Final = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_FOOT: Final = re.compile(r'<footer class="foot">(.*?)</footer>', re.DOTALL)


def weights(folder: Path) -> list[Figure]:
    """Every page that the foot leads to, in English and Persian."""
    with sites.product(sites.new_instance(folder / "weight")) as intake:
        browser = intake.browser()
        return [_weight(browser, path) for language in ("en", "fa") for path in _pages(browser, language)]


def _pages(browser: Browser, language: str) -> list[str]:
    [foot] = _FOOT.findall(browser.get(f"/{language}/").text)
    return re.findall(r'href="([^"]+)"', foot)


def _weight(browser: Browser, path: str) -> Figure:
    page = browser.get(path).text
    files = sorted(set(_FILES.findall(page)))
    size = sum(len(gzip.compress(text.encode())) for text in (page, *(browser.get(file).text for file in files)))
    return at_most(f"`{path}`, {len(files) + 1} requests", size / 1024, _BUDGET, " KB",
                   f" (page alone {len(gzip.compress(page.encode())) / 1024:.2f})")
