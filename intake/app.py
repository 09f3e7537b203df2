"""Puts the web together. The one place, with `cli` and `worker`, that knows every room."""

import hashlib
from mmap import mmap
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from jinja2 import StrictUndefined
from sqlalchemy.orm import Session
from whitenoise import WhiteNoise

from intake import paths
from intake.accounts import recognise, store_mark
from intake.accounts.trust import trust_of
from intake.attachments.blobs import Blobs
from intake.attachments.sandbox import Sandbox
from intake.attachments.scanning import Scanner
from intake.canned import answers
from intake.db import open_stores
from intake.demo import emergency_numbers
from intake.questionnaires.kept import stored
from intake.settings import Settings, load_settings
from intake.vault import secrets as vault_secrets
from intake.vault.lanes import Lanes
from intake.vault.lately import Bucket, Lately, shared_memory
from intake.vault.sign import Signer
from intake.web import errors, filters, guard, headers, languages, witness
from intake.web.account.sign_in import ask_to_sign_in
from intake.web.areas import register_areas
from intake.web.uploads import IntakeRequest
from intake.web.work import Runtime

_MAY_WAIT = 24
"""How many threads of a worker may wait in one slow lane: the others are for the desk, and whoever does not wait."""

_MAY_LOOK = 8
"""How many threads of a worker may look at files at once, or wait for that: a gallery must not take the others."""


def create_app(
    settings: Settings | None = None, run_secret: bytes | None = None, memory: mmap | None = None,
) -> Flask:
    """The WSGI application. `run_secret` and `memory` are the serving parent's; alone, the app makes its own.

    Raises `Unready` when the installation cannot run as it stands.
    """
    settings = settings or load_settings()
    vault_secrets.ensure_hybrid()
    app = Flask("intake", static_folder=None, template_folder=str(paths.TEMPLATES))
    app.request_class = IntakeRequest
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.pop("config", None)
    app.extensions["intake"] = _runtime(settings, run_secret or vault_secrets.new_run_secret(),
                                        memory or shared_memory())
    for part in (headers, errors, filters, guard, witness):
        part.init_app(app)
    languages.init_app(app, str(paths.STATIC.parent / "translations"))
    app.context_processor(_page_context(app))
    register_areas(app)
    _serve_static_files(app)
    return app


def _runtime(settings: Settings, run_secret: bytes, memory: mmap) -> Runtime:
    secrets = vault_secrets.load_secrets(settings.secrets_dir)
    stores = open_stores(settings)
    with Session(stores.main) as session:
        demo, questionnaires = store_mark.is_demo(session), stored(session)
    if demo and not settings.crisis_contacts:
        settings = settings.model_copy(update={"crisis_contacts": emergency_numbers.examples()})

    lanes = settings.instance_dir / "lanes"
    sandbox = Sandbox(Lanes(lanes, "clean", 2))
    allowed = {Bucket.ENQUIRIES: settings.enquiries_per_minute, Bucket.CODE_TRIES: settings.code_tries_per_minute}

    return Runtime(
        settings=settings,
        stores=stores,
        secrets=secrets,
        run_secret=run_secret,
        staff_lanes=Lanes(lanes, "sign-in", 2),
        receipt_lanes=Lanes(lanes, "receipt", 1),
        slow_lanes={each: Lanes(lanes, f"slow-{each.name.lower()}", 1, waiting=_MAY_WAIT) for each in Bucket},
        upload_lanes=Lanes(lanes, "upload", 4),
        desk_upload_lanes=Lanes(lanes, "desk-upload", 2),
        drain_lanes=Lanes(lanes, "drain", 4, patience=0.5),
        download_lanes=Lanes(lanes, "download", 6),
        lately=Lately(lanes, memory, run_secret, allowed),
        blobs=Blobs(settings.instance_dir),
        cleaning=sandbox,
        showing=sandbox.with_lanes(Lanes(lanes, "show", 2, waiting=_MAY_LOOK)),
        scanner=_scanner(settings),
        trust=trust_of(settings),
        questionnaires=questionnaires,
        canned=answers.load(settings.instance_dir),
        recognise=lambda work, token: recognise.recognise(work, token, run_secret, settings),
        ask_to_sign_in=ask_to_sign_in,
        log_public_key=Signer(secrets.log_seed).public_key,
        demo=demo,
        asset_digest=_digest(paths.STATIC),
    )


def _scanner(settings: Settings) -> Scanner | None:
    if not settings.clamav_socket:
        return None
    return Scanner(settings.clamav_socket, Lanes(settings.instance_dir / "lanes", "scan", 4, waiting=_MAY_LOOK))


def _digest(folder: Path) -> str:
    """One short hash over every static file: it stands in their addresses, so that they may be kept for ever."""
    total = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()[:12]


def _page_context(app: Flask) -> Any:
    running: Runtime = app.extensions["intake"]

    def asset(name: str) -> str:
        return f"/static/{running.asset_digest}/{name}"

    def context() -> dict[str, object]:
        return {
            "organisation": running.settings.organisation,
            "demo": running.demo,
            "exit_link": running.settings.exit_link,
            "asset": asset,
            "page_language": languages.page_language(),
            "page_direction": languages.page_direction(),
            "direction_of": languages.direction_of,
            "missing_language": languages.missing_language,
            "languages": languages.language_links(),
            "home": url_for("public.show_home", language=languages.page_language()),
        }

    return context


def _serve_static_files(app: Flask) -> None:
    running: Runtime = app.extensions["intake"]
    whitenoise = WhiteNoise(app.wsgi_app, allow_all_origins=False, immutable_file_test=lambda _path, _url: True,
                            add_headers_function=headers.dress_static)
    whitenoise.add_files(str(paths.STATIC), prefix=f"static/{running.asset_digest}/")
    app.wsgi_app = whitenoise  # type: ignore[method-assign]
