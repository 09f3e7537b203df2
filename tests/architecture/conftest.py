"""The application, for tests that look at its rules and not at what it does."""

from collections.abc import Iterator

import pytest
from flask import Flask

from intake import setup
from intake.app import create_app
from intake.settings import Settings, load_settings


@pytest.fixture(scope="session")
def bare_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An instance that was only just set up."""
    settings = load_settings(instance_dir=tmp_path_factory.mktemp("bare"))
    setup.begin(settings)
    return settings


@pytest.fixture
def bare_app(bare_settings: Settings) -> Iterator[Flask]:
    """The application over that instance."""
    app = create_app(bare_settings)
    yield app
    app.extensions["intake"].stores.dispose()
