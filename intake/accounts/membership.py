"""Writing a team's epochs, members and route, each signed: what founding, admitting and rotating have in common.

Whoever calls holds the team's keys. Nothing here decides who may.
"""

from dataclasses import replace

from intake.accounts import epochs
from intake.accounts.chain import epoch_of, newest_route
from intake.accounts.epochs import Epoch, Route
from intake.accounts.keyring import Keyring, TeamKeys, seal_for
from intake.accounts.models import IntakeRoute, Staff, TeamEpoch, TeamMember
from intake.db import Work
from intake.vault.keys import fingerprint
from intake.vault.sign import verify


def write_epoch(work: Work, keyring: Keyring, keys: TeamKeys, before: TeamKeys | None = None) -> Epoch:
    """Write the epoch of these keys, signed by the person who made them and by the epoch before, if there is one."""
    previous = epoch_of(work.main, before.team_id, before.epoch).hash() if before else epochs.NO_PREVIOUS
    bare = Epoch(keys.team_id, keys.epoch, keys.public_key, keys.signer.public_key, previous, keyring.staff_id,
                 keyring.signer.public_key, b"", None)
    made = replace(bare, maker_signature=keyring.signer.sign(bare.message()),
                   previous_signature=before.signer.sign(bare.message()) if before else None)
    work.main.add(TeamEpoch(
        team_id=made.team_id, epoch=made.epoch, public_key=made.public_key, signing_key=made.signing_key,
        previous_hash=made.previous_hash, maker_id=made.maker_id, maker_key=made.maker_key,
        maker_signature=made.maker_signature, previous_signature=made.previous_signature,
    ))
    work.main.flush()
    return made


def add_member(work: Work, keys: TeamKeys, staff_id: int, public_key: bytes, signing_key: bytes, *, lead: bool) -> None:
    """Seal an epoch to a person, and sign that they are in it with these keys; a destroyed seal is replaced."""
    signed = epochs.member_message(keys.team_id, keys.epoch, staff_id, keys_hash(public_key, signing_key), lead=lead)
    work.main.merge(TeamMember(team_id=keys.team_id, epoch=keys.epoch, staff_id=staff_id, lead=lead,
                               sealed=seal_for(keys, staff_id, public_key), signature=keys.signer.sign(signed)))
    work.main.flush()


def is_genuine(member: TeamMember, staff: Staff, signing_key: bytes) -> bool:
    """Whether the key of the member's epoch signed that they are in it, as lead or not, with the keys they have now."""
    keys = keys_hash(staff.public_key or b"", staff.signing_key or b"")
    signed = epochs.member_message(member.team_id, member.epoch, member.staff_id, keys, lead=member.lead)
    return verify(signing_key, member.signature, signed)


def route_form(work: Work, keys: TeamKeys, form: str, to: int | None = None) -> None:
    """Let a team receive a public form from now on: the first time the keys' own, later the one that their team names.

    The keys are those of the team that receives the form now, and sign.
    """
    before = newest_route(work.main, form)
    bare = Route(form, before.version + 1 if before else 1, to or keys.team_id, keys.team_id, keys.epoch,
                 before.hash() if before else epochs.NO_PREVIOUS, b"")
    work.main.add(IntakeRoute(
        form=form, version=bare.version, team_id=bare.team_id, giver_id=bare.giver_id, epoch=bare.epoch,
        previous_hash=bare.previous_hash, signature=keys.signer.sign(bare.message()),
    ))
    work.main.flush()


def keys_hash(public_key: bytes, signing_key: bytes) -> bytes:
    """One hash over both of a person's public keys."""
    return fingerprint(fingerprint(public_key) + signing_key)
