"""Setting up an instance: its folder, its secrets, its stores and the first administrator's link. Done once.

Broken off anywhere, it can be started again: secrets that exist are kept, and the mark of the store comes last.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from intake import revisions
from intake.accounts import init, store_mark
from intake.accounts.models import StoreKind
from intake.db import Stores, open_stores
from intake.doctor import reached
from intake.errors import Unready
from intake.questionnaires.kept import keep_shipped
from intake.settings import Settings
from intake.vault.secrets import Secrets, ensure_hybrid, load_secrets, make_secrets


@contextmanager
def prepared(settings: Settings, kind: StoreKind) -> Iterator[tuple[Stores, Secrets]]:
    """Migrated, empty stores and the secrets of an instance that is about to become `kind`.

    `Unready` when it was set up before, in the words that fit.
    """
    ensure_hybrid()
    settings.instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    stores = open_stores(settings)
    try:
        bring_up_to_date(stores)
        require_unmarked(stores, kind)
        yield stores, kept_or_made(settings)
    finally:
        stores.dispose()


def begin(settings: Settings) -> tuple[Secrets, str]:
    """Set up a real instance; gives its secrets and the token of the first administrator, to be shown once."""
    with prepared(settings, StoreKind.REAL) as (stores, secrets):
        return secrets, init.begin(stores, secrets)


def make_demonstration(settings: Settings) -> None:
    """Set up a demonstration: invented people, teams and cases."""
    from intake.demo import make  # by far the most to load, and needed once

    with prepared(settings, StoreKind.DEMO) as (stores, secrets):
        make.make(settings, stores, secrets)


def bring_up_to_date(stores: Stores) -> None:
    """Migrate the stores if they need it, and store the questionnaires that are new."""
    if reached(lambda: revisions.is_current(stores)):
        reached(lambda: revisions.make_ephemeral(stores))
    else:
        from intake import migrate  # loads Alembic, which a server at its newest revision has no use for

        reached(lambda: migrate.upgrade(stores))
    with stores.changing() as work:
        keep_shipped(work.main)


def require_unmarked(stores: Stores, wanted: StoreKind) -> None:
    """`Unready`, in the words that fit, when the store is anything already."""
    kind = kind_of(stores)
    if kind is not None and kind is wanted:
        raise Unready("This instance was set up before; nothing was changed.")
    if kind is StoreKind.DEMO:
        raise Unready("This is a demonstration; it never becomes real. Choose another INTAKE_INSTANCE_DIR.")
    if kind is StoreKind.REAL:
        raise Unready("This instance is real; a demonstration has no place in it. Choose another INTAKE_INSTANCE_DIR.")


def kind_of(stores: Stores) -> StoreKind | None:
    """What the stores were set up as; None when they were not."""
    with Session(stores.main) as session:
        return reached(lambda: store_mark.kind_of(session))


def kept_or_made(settings: Settings) -> Secrets:
    """The instance's secrets, made if there are none. Half a set is never completed: a person must look at that."""
    if settings.secrets_dir.exists() and any(settings.secrets_dir.iterdir()):
        return load_secrets(settings.secrets_dir)
    return make_secrets(settings.secrets_dir)
