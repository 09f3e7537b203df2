"""What a page from outside weighs on somebody's telephone, whatever state it is in and whatever language it speaks."""

import gzip
import re

import pytest

from intake.paths import STATIC
from intake.settings import LANGUAGES
from tests.accessibility.conftest import Galleries

LIMIT = 30 * 1024
FILES = re.compile(r'(?:href|src)="/static/[0-9a-f]+/([^"]+)"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_from_outside_is_light_and_takes_four_requests_at_most(
    public_galleries: Galleries, language: str
) -> None:
    weights = {}
    for shown in public_galleries(language).from_outside():
        files = set(FILES.findall(shown.html))
        conversation = "stay.js" in files  # nobody's first page; it brings the script that keeps it open
        assert len(files) + 1 <= 4 + conversation, shown.name
        parts = [shown.html.encode(), *((STATIC / file).read_bytes() for file in files)]
        weights[shown.name] = sum(len(gzip.compress(part)) for part in parts)
    assert len(weights) > 40
    assert {name: weight for name, weight in weights.items() if weight >= LIMIT} == {}
