"""Making the recovery key: three cards, shown once and typed back, then forgotten.

Nothing is stored before two of the cards were typed back. Until then the secret travels in the page, boxed under the
run secret, for its maker alone and for an hour, as at enrolment.
"""

import base64
import binascii
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from intake import clock
from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts import membership
from intake.accounts.chain import epoch_of
from intake.accounts.installation import Installation
from intake.accounts.keyring import Keyring
from intake.accounts.models import RecoveryKeyRow, Staff, TeamMember
from intake.accounts.recovery_key import RecoveryKey, all_keys, next_number
from intake.accounts.trust import Trust
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import NotAllowed, Stale, Untrusted, WrongState
from intake.vault import recovery_cards
from intake.vault.box import InvalidTag
from intake.vault.context import context
from intake.vault.keys import derive, equal, hpke_public_key
from intake.vault.record import JSON, box_record, unbox_record
from intake.vault.recovery_cards import CardProblem, Fault
from intake.vault.sign import Signer

DRAFT_LIVES: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Drafted:
    """Cards that nobody has typed back yet: what is on them, and the secret that they must give."""

    cards: tuple[str, ...] = field(repr=False)
    secret: bytes = field(repr=False)


def prepare(house: Installation, actor: Actor) -> str:
    """Make a set of cards and give it as a boxed draft for the page. Stores nothing. `NotAllowed` for whoever leads no
    team: nobody could vouch for their key."""
    _require_lead(actor)
    made = recovery_cards.new_cards()
    told: dict[str, JSON] = {"until": (clock.now() + DRAFT_LIVES).isoformat(), "secret": made.secret.hex(),
                             "cards": list(made.cards)}
    return base64.urlsafe_b64encode(box_record(_key(house), told, _bound(actor))).decode()


def show(house: Installation, actor: Actor, draft: str) -> Drafted:
    """What is on the cards of a draft. `Stale` when it is over, or somebody else's."""
    try:
        told = unbox_record(_key(house), base64.urlsafe_b64decode(draft.encode()), _bound(actor))
    except (InvalidTag, binascii.Error, ValueError):
        raise Stale("these cards were made too long ago") from None
    if datetime.fromisoformat(told["until"]) < clock.now():
        raise Stale("these cards were made too long ago")
    return Drafted(tuple(told["cards"]), bytes.fromhex(told["secret"]))


def require_typed_back(drafted: Drafted, typed: tuple[str, str]) -> None:
    """`CardProblem` unless any two cards of this very set were typed."""
    secret = recovery_cards.secret_on(typed)
    if not equal(secret, drafted.secret):
        begins = [" ".join(card.split()[:2]) for card in (drafted.cards[0], typed[0].lower())]
        raise CardProblem(Fault.OTHER_SET, 1, told=(begins[1], begins[0]))


def keep(work: Work, actor: Actor, keyring: Keyring, trust: Trust, drafted: Drafted) -> RecoveryKey:
    """Keep the public half of the cards, signed by their maker and by the first trusted team that they lead.

    The same cards sent twice are kept once. It is in force only when root has pinned it. `WrongState` where no team of
    theirs is pinned and sound, or its keys did not sign for them as its lead.
    """
    _require_lead(actor)
    seed = recovery_cards.seed_of(drafted.secret)
    public_key = hpke_public_key(seed)
    known = next((each for each in all_keys(work.main) if equal(each.public_key, public_key)), None)
    if known is not None:
        return known
    team = keyring.team(_vouching_team(work, actor, trust))
    bare = RecoveryKey(next_number(work.main), public_key, Signer(seed).public_key, clock.now().date(), actor.id,
                       keyring.signer.public_key, team.team_id, team.signer.public_key, b"", b"")
    made = replace(bare, maker_signature=keyring.signer.sign(bare.message()),
                   team_signature=team.signer.sign(bare.message()))
    work.main.add(RecoveryKeyRow(
        number=made.number, public_key=made.public_key, signing_key=made.signing_key, made_on=made.made_on,
        maker_id=made.maker_id, maker_key=made.maker_key, team_id=made.team_id, team_key=made.team_key,
        maker_signature=made.maker_signature, team_signature=made.team_signature,
    ))
    work.main.flush()
    record(work.main, Act.RECOVERY_KEY_MADE, actor=actor, signer=keyring.signer, team=made.team_id,
           number=made.number, key=made.hash().hex())
    return made


def require_voucher(work: Work, actor: Actor, trust: Trust) -> None:
    """`WrongState` where no team could vouch for cards of this person: asked before anything is written down."""
    _vouching_team(work, actor, trust)


def _vouching_team(work: Work, actor: Actor, trust: Trust) -> int:
    for team_id in sorted(actor.leads):
        try:
            address = trust.address(work.main, team_id)
        except Untrusted:
            continue
        member = work.main.get(TeamMember, (team_id, address.epoch, actor.id))
        signing_key = epoch_of(work.main, team_id, address.epoch).signing_key
        staff = work.main.get_one(Staff, actor.id)
        if member is not None and member.lead and membership.is_genuine(member, staff, signing_key):
            return team_id
    raise WrongState("no team of theirs can vouch for the key")


def _require_lead(actor: Actor) -> None:
    if not policy.holds(actor, Permission.RECOVERY_MAKE) or not actor.leads:
        raise NotAllowed(Permission.RECOVERY_MAKE.value)


def _key(house: Installation) -> bytes:
    return derive(house.run_secret, context("recovery cards"))


def _bound(actor: Actor) -> bytes:
    return context("recovery cards draft", actor.id)
