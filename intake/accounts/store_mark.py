"""Whether this store is a demonstration. It is born one or the other, and nothing converts it (DESIGN 4)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.accounts.models import StoreKind, StoreMark
from intake.errors import Unready


def mark_store(session: Session, kind: StoreKind) -> None:
    """Mark a new store. `Unready` when it was marked before."""
    if kind_of(session) is not None:
        raise Unready("This store was set up before; nothing converts a demonstration to a real store or back.")
    session.add(StoreMark(kind=kind))


def kind_of(session: Session) -> StoreKind | None:
    """What the store was born as, or None before it was set up."""
    return session.scalar(select(StoreMark.kind))


def is_demo(session: Session) -> bool:
    """Whether the store is a demonstration."""
    return kind_of(session) is StoreKind.DEMO
