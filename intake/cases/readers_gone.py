"""When somebody a case was given to by name may not read it any more: their day passed, they left, or have new keys.

They are refused from that moment on. Since they could have kept the case's keys, whoever of the case's own readers
opens it next gives it new ones: a page of the case always comes before anything new is written there. So it is with
recovery cards: where new ones came into force, a restricted case gets keys that the old ones do not open.
"""

from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.accounts.trust import Trust
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import readers
from intake.cases.finding import Hold
from intake.cases.reading import open_case
from intake.cases.rekey import rekey
from intake.db import Work


def renew(work: Work, trust: Trust, actor: Actor, keyring: Keyring, reference: str) -> bool:
    """Close a case anew to those who may read it now, and to the cards in force; whether that was not so already.

    The case keeps its version: no fact about it changes, and nobody's open form is spoilt. Guests change no keys.
    """
    case = open_case(work, actor, keyring, reference, Permission.CASE_NOTE, Hold.IF_FREE)
    row, staying = case.row, readers.current(work, trust, case.row)
    if case.guest or readers.is_whole(work, row, staying):
        return False
    _, entries = rekey(work, case, staying)
    readers.take_off(row, staying)
    record(work.main, Act.CASE_READERS_RENEWED, actor=actor, signer=keyring.signer, case=reference, team=row.team_id,
           subject=None, items=entries, **readers.facts(work, row, staying))
    return True
