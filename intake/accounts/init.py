"""The first rows of a new store: its mark, the beginning of its log, and the first administrator's invitation."""

from typing import Final

from intake.access.roles import Role
from intake.accounts import invite, store_mark
from intake.accounts.invite import Invitee
from intake.accounts.models import StoreKind
from intake.audit.kinds import Act
from intake.audit.trail import begin_log, record
from intake.db import Stores
from intake.vault.secrets import Secrets
from intake.vault.sign import Signer

FIRST: Final = Invitee("admin", "Administrator", Role.ADMINISTRATOR)


def begin(
    stores: Stores, secrets: Secrets, *, kind: StoreKind = StoreKind.REAL,
    first: Invitee = FIRST,
) -> str:
    """Set up empty, migrated stores and give the token of the first administrator's link. `Unready` if done before."""
    log_signer = Signer(secrets.log_seed)
    with stores.changing() as work:
        store_mark.mark_store(work.main, kind)
        begin_log(work.main, log_signer)
        staff = invite.add_invited(work, first)
        record(work.main, Act.STAFF_INVITED, actor=None, signer=log_signer, subject=staff.id, role=staff.role.value)
        return invite.new_link(work, secrets, staff.id)
