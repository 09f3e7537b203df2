"""What Intake is measured against: the least that a Flask application can do, on the same server with its settings.

`python -m tests.bench.rival FOLDER` serves a page with the bytes of FOLDER/page.html, in which one value changes with
each request, a form whose post commits one row durably in each of two SQLite stores, and a way to copy a file in and
out.
"""

import os
import secrets
import shutil
import sqlite3
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, render_template, request, send_file
from jinja2 import DictLoader

from intake.serve import _server
from intake.settings import load_settings

TOKEN: Final = "@@token@@"
COPY: Final = "copied"
_STORES: Final = ("one.db", "two.db")


def application(folder: Path) -> Any:
    """The bare application."""
    app = Flask("rival", static_folder=None)
    page = (folder / "page.html").read_text().replace(TOKEN, "{% endraw %}{{ token }}{% raw %}")
    app.jinja_loader = DictLoader({"page.html": "{% raw %}" + page + "{% endraw %}"})
    own = threading.local()

    @app.get("/page")
    def show() -> str:
        return render_template("page.html", token=secrets.token_urlsafe(63)[:84])

    @app.post("/send")
    def take() -> str:
        if not hasattr(own, "stores"):
            own.stores = [_open(folder / name) for name in _STORES]
        for store in own.stores:
            store.execute("BEGIN IMMEDIATE")
            store.execute("INSERT INTO row (id, words) VALUES (?, ?)", (secrets.randbits(62), request.form["message"]))
            store.execute("COMMIT")
        return "ok"

    @app.post("/copy")
    def copy_in() -> str:
        with (folder / COPY).open("wb") as file:
            shutil.copyfileobj(request.stream, file)
            os.fsync(file.fileno())
        return "ok"

    @app.get("/copy")
    def copy_out() -> Response:
        return send_file(folder / COPY)

    @app.get("/readyz")
    def answer() -> str:
        return "ok"

    return app


def _open(file: Path) -> sqlite3.Connection:
    store = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000"):
        store.execute(f"PRAGMA {pragma}")
    store.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, words TEXT)")
    return store


if __name__ == "__main__":
    place = Path(sys.argv[1])
    for each in _STORES:
        _open(place / each).close()
    _server(load_settings()).serve(target_loader=partial(application, place), wrap_loader=False)
