"""Instances to measure, in a folder on the disk, and what stands against them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.bench import client
from tests.bench.rival import TOKEN
from tests.support.databases import Urls
from tests.support.instance import Instance, set_up
from tests.support.served import Browser, Served, serving

PRODUCT: Final = ("-m", "tests.bench.product")
FORM: Final = "/en/contact"
LETTER: Final = ("I have not heard from my sister since she moved into the house. She is 19. I do not want her to be "
                 "in trouble because I write. What can I do? ") * 6


def new_instance(folder: Path) -> Instance:
    """A fresh instance on SQLite, set up and closed in this process."""
    names = ("main", "shards", "ephemeral")
    instance = set_up(folder, Urls(*(f"sqlite:///{folder / name}.db" for name in names)))
    instance.stores.dispose()
    return instance


@contextmanager
def product(instance: Instance, *, without_argon2: bool = True) -> Iterator[Served]:
    """The instance, served."""
    command = PRODUCT if without_argon2 else ("-m", "intake", "serve", "--no-worker")
    with serving(instance.environment(), instance.folder.parent / "server.log", command=command) as served:
        yield served


@contextmanager
def rival(folder: Path, page: str = "") -> Iterator[Served]:
    """The bare application, with the bytes of this page."""
    folder.mkdir()
    (folder / "page.html").write_text(page)
    environment = {"INTAKE_INSTANCE_DIR": str(folder)}
    with serving(environment, folder / "server.log", command=("-m", "tests.bench.rival", str(folder))) as served:
        yield served


def form_page(browser: Browser) -> str:
    """The form's page, with a mark where its token stands."""
    answer = browser.get(FORM)
    token = answer.page.form(FORM)["csrf_token"]
    assert answer.text.count(token) == 1
    return answer.text.replace(token, TOKEN)


def enquiries(browser: Browser, number: int) -> list[bytes]:
    """Filled forms, each from a page of its own, ready to be sent."""
    return [client.post(FORM, browser.fill(FORM, message=LETTER)) for _ in range(number)]
