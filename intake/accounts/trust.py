"""Whether a team's keys are the ones that people compared: asked before anything is sealed to a team.

What the database says is believed as far as three things agree: the pin that root wrote, the signatures from the first
epoch to the newest, and the mark of what this server saw before. A substituted key, a forked or lowered epoch and an
altered route are refused (invariant I10). Opens nothing; the public area comes through here, so this room must never
import the keyring.
"""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from intake.accounts import digits, epochs
from intake.accounts.chain import as_epoch, chain_of
from intake.accounts.epochs import Epoch, Route
from intake.accounts.models import IntakeRoute, TeamEpoch
from intake.accounts.pins import HighWater, Mark, Pins
from intake.errors import NotFound, Unready, Untrusted
from intake.settings import Settings

CONTACT: Final = "contact"
"""The form that the first founded team receives."""

_NEWEST = (
    select(*TeamEpoch.__table__.columns).where(TeamEpoch.team_id == bindparam("team"))
    .order_by(TeamEpoch.epoch.desc()).limit(1)
)
_ROUTE = (
    select(IntakeRoute.form, IntakeRoute.team_id, IntakeRoute.epoch, IntakeRoute.version, IntakeRoute.signature)
    .where(IntakeRoute.form == bindparam("form"))
)


@dataclass(frozen=True, slots=True)
class TeamAddress:
    """Where to seal to: a team's newest epoch and its public key, found to be right."""

    team_id: int
    epoch: int
    public_key: bytes = field(repr=False)


class Trust:
    """What one process believes. Chains and routes found sound are remembered by their hashes."""

    def __init__(self, pins: Pins, high_water: HighWater) -> None:
        self.pins = pins
        self._high_water = high_water
        self._sound: set[tuple[bytes, ...]] = set()

    def route(self, session: Session, form: str) -> TeamAddress:
        """Where a public form's enquiries go. `NotFound` while no team receives it, `Untrusted` where one may not."""
        row = session.connection().execute(_ROUTE, {"form": form}).one_or_none()
        if row is None:
            raise NotFound(f"no team receives the form {form}")
        route = Route(*row)
        address = self.address(session, route.team_id)
        seen = (route.message(), route.signature)
        if seen not in self._sound:
            if not epochs.holds(route, chain_of(session, route.team_id)):
                raise Untrusted(f"the route of the form {form} is not signed by its team")
            self._high_water.raise_route(form, route.version)
            self._sound.add(seen)
        if route.version < self._high_water.route(form):
            raise Untrusted(f"the route of the form {form} is an old one")
        return address

    def address(self, session: Session, team_id: int) -> TeamAddress:
        """A team's newest epoch, to seal to. `NotFound` where there is no such team, `Untrusted` where keys differ."""
        row = session.connection().execute(_NEWEST, {"team": team_id}).one_or_none()
        if row is None:
            raise NotFound("no such team")
        newest = as_epoch(row)
        pin = self.pins.teams().get(team_id)
        if pin is None:
            raise Untrusted(f"team {team_id} is not pinned: run `intake trust pin`")
        if (pin, newest.hash()) not in self._sound:
            self._require_sound(chain_of(session, team_id), pin)
            self._sound.add((pin, newest.hash()))
        self._require_not_lowered(newest)
        return TeamAddress(newest.team_id, newest.epoch, newest.public_key)

    def pin(self, session: Session, team_id: int, compared: str) -> None:
        """Pin a team's first keys, once its digits were compared with its founder. `Unready` where they differ."""
        first = chain_of(session, team_id)[0]
        if "".join(compared.split()) != digits.of_team(first.hash()).replace(" ", ""):
            raise Unready("These are not the digits of this team as the database has it: nothing was pinned. "
                          "Read them anew; if they still differ, somebody may have put other keys there.")
        self.pins.add(team_id, first.hash())

    def problem(self, session: Session, form: str) -> str:
        """Why a public form is closed, in words for an operator; empty while it is open."""
        try:
            self.route(session, form)
        except (NotFound, Untrusted) as reason:
            return str(reason)
        return ""

    def team_problem(self, session: Session, team_id: int) -> str:
        """Why nothing may be sealed to a team; empty while all is well."""
        try:
            self.address(session, team_id)
        except Untrusted as reason:
            return str(reason)
        return ""

    def _require_sound(self, chain: tuple[Epoch, ...], pin: bytes) -> None:
        team_id, found = chain[-1].team_id, list(epochs.problems(chain))
        if chain[0].hash() != pin:
            found.append("its first keys are not the pinned ones")
        mark = self._high_water.team(team_id)
        if mark is not None and mark.hash not in {each.hash() for each in chain}:
            found.append("the newest keys that were seen are no longer among its epochs")
        if found:
            raise Untrusted(f"team {team_id}: " + "; ".join(found))
        self._high_water.raise_team(team_id, Mark(chain[-1].epoch, chain[-1].hash()))

    def _require_not_lowered(self, newest: Epoch) -> None:
        mark = self._high_water.team(newest.team_id)
        if mark is None or mark.epoch > newest.epoch or (mark.epoch == newest.epoch and mark.hash != newest.hash()):
            raise Untrusted(f"team {newest.team_id}: newer keys were seen than its epoch {newest.epoch}")


def trust_of(settings: Settings) -> Trust:
    """What this installation believes."""
    return Trust(Pins(settings.trusted_file), HighWater(settings.secrets_dir / "high_water"))
