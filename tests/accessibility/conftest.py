"""The pages of each language, walked at first use, and a browser window to hang them in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from intake.settings import LANGUAGES
from tests.accessibility.gallery import Gallery
from tests.accessibility.walk import walked, walked_in_public
from tests.accessibility.window import Window
from tests.support.databases import SqliteDatabases

Galleries = Callable[[str], Gallery]
BOTH_DIRECTIONS = ("en", "fa")
OTHERS = tuple(each for each in LANGUAGES if each not in BOTH_DIRECTIONS)
EVERY_LANGUAGE = pytest.mark.parametrize("language", [
    *BOTH_DIRECTIONS, *(pytest.param(each, marks=pytest.mark.slow) for each in OTHERS),
])
"""Both directions in `make check`, where their pages are walked anyway; the other languages in `make test`."""


@pytest.fixture(scope="session")
def galleries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Galleries]:
    """Gives the gallery of a language."""
    kept: dict[str, Gallery] = {}
    databases = SqliteDatabases(tmp_path_factory.mktemp("gallery-template") / "sqlite")
    with ExitStack() as stack:

        def of(language: str) -> Gallery:
            if language not in kept:
                folder = tmp_path_factory.mktemp("gallery") / language
                kept[language] = stack.enter_context(walked(folder, databases, language))
            return kept[language]

        yield of


@pytest.fixture(scope="session")
def public_galleries(tmp_path_factory: pytest.TempPathFactory, galleries: Galleries) -> Iterator[Galleries]:
    """Gives what people from outside meet in a language: from the whole gallery where `make test` walks it anyway."""
    kept: dict[str, Gallery] = {}
    databases = SqliteDatabases(tmp_path_factory.mktemp("public-template") / "sqlite")
    with ExitStack() as stack:

        def of(language: str) -> Gallery:
            if language in {"en", "fa"}:
                return galleries(language)
            if language not in kept:
                folder = tmp_path_factory.mktemp("public") / language
                kept[language] = stack.enter_context(walked_in_public(folder, databases, language))
            return kept[language]

        yield of


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[Window]:
    """A browser window that shows pages of a gallery."""
    with Window.opened(chromium) as window:
        yield window
