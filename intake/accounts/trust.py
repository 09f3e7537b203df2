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
from intake.accounts.chain import as_epoch, as_route, chain_of, routes_of
from intake.accounts.digits import Spoken
from intake.accounts.epochs import Epoch, Route
from intake.accounts.models import IntakeRoute, Team, TeamEpoch
from intake.accounts.pins import HighWater, Mark, Pins, RouteMark
from intake.accounts.recovery_key import RecoveryKey, all_keys
from intake.db import connection_of
from intake.errors import NotFound, Unready, Untrusted
from intake.settings import Settings

CONTACT: Final = "contact"
"""The form that the first founded team receives."""

_NEWEST = (
    select(*TeamEpoch.__table__.columns).where(TeamEpoch.team_id == bindparam("team"))
    .order_by(TeamEpoch.epoch.desc()).limit(1)
)
_HOLD = select(Team.id).where(Team.id == bindparam("team")).with_for_update(read=True, key_share=True)
_ROUTE = (
    select(*IntakeRoute.__table__.columns).where(IntakeRoute.form == bindparam("form"))
    .order_by(IntakeRoute.version.desc()).limit(1)
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
        self.seals_seen: set[tuple[int, int, bytes]] = set()
        """Team, epoch and recovery key of seals that this process found sound, so that it looks once."""

    def route(self, session: Session, form: str) -> TeamAddress:
        """Where a public form's enquiries go. `NotFound` while no team receives it, `Untrusted` where one may not."""
        row = connection_of(session).execute(_ROUTE, {"form": form}).one_or_none()
        if row is None:
            raise NotFound(f"no team receives the form {form}")
        route = as_route(row)
        address, stands = self.address(session, route.team_id), RouteMark(route.version, route.hash())
        seen = (stands.hash, route.signature)
        if seen not in self._sound:
            self._require_handed_on(session, routes_of(session, form))
            self._high_water.raise_route(form, stands)
            self._sound.add(seen)
        mark = self._high_water.route(form)
        if mark is None or mark.version > route.version or (mark.version == route.version and mark != stands):
            raise Untrusted(f"the route of the form {form} is an old one")
        return address

    def address(self, session: Session, team_id: int) -> TeamAddress:
        """A team's newest epoch, to seal to. `NotFound` where there is no such team, `Untrusted` where keys differ."""
        connection = connection_of(session)
        if connection.dialect.name == "postgresql":  # or new keys could be made between this look and what is sealed
            connection.execute(_HOLD, {"team": team_id})
        row = connection.execute(_NEWEST, {"team": team_id}).one_or_none()
        if row is None:
            raise NotFound("no such team")
        newest = as_epoch(row)
        stands, pin = Mark(newest.epoch, newest.hash()), self.pins.teams().get(team_id)
        if pin is None:
            raise Untrusted(f"team {team_id} is not pinned: run `intake trust pin`")
        if (pin, stands.hash) not in self._sound:
            self._require_sound(chain_of(session, team_id), pin)
            self._sound.add((pin, stands.hash))
        self._require_not_lowered(team_id, stands)
        return TeamAddress(newest.team_id, newest.epoch, newest.public_key)

    def pin(self, session: Session, team_id: int, compared: str) -> Spoken:
        """Pin a team's first keys, once its digits were compared with its founder, and give what was compared.

        `Unready` where they differ.
        """
        first = chain_of(session, team_id)[0]
        said = digits.of_team(first.hash())
        if not said.is_said_by(compared):
            raise Unready("These are not the digits of this team as the database has it: nothing was pinned. "
                          "Read them anew; if they still differ, somebody may have put other keys there.")
        self.pins.add(team_id, first.hash())
        return said

    def recovery(self, session: Session) -> RecoveryKey | None:
        """The recovery key in force, to seal to: the one that root pinned. None where there is none, or it was altered.

        A newer one that nobody pinned changes nothing.
        """
        pin = self.pins.recovery()
        if pin is None:
            return None
        return next((each for each in all_keys(session) if each.hash() == pin and each.is_signed()), None)

    def recovery_problem(self, session: Session) -> str:
        """What is amiss with the recovery key, in one line for an operator; empty when all is well."""
        made, pin = all_keys(session), self.pins.recovery()
        if not made and pin is None:
            return "no recovery cards were made yet: a team whose last member loses everything loses its cases"
        if pin is None:
            return ("the recovery cards are not pinned, so nothing is sealed to them: run `intake trust pin "
                    "--recovery-key`; until then a team whose last member loses everything loses its cases")
        if self.recovery(session) is None:
            return ("the pinned recovery key is not in the database as it was made, so nothing is sealed to it: "
                    "somebody may have put another in its place")
        if made[0].hash() != pin:
            return "newer recovery cards were made and are not pinned; the earlier ones stay in force"
        return ""

    def pin_recovery(self, session: Session, compared: str, *, replace: bool = False) -> RecoveryKey:
        """Pin the newest recovery key, once its digits were compared with whoever made it.

        `Unready` where they differ, where its team did not sign it, or where another is pinned and `replace` is not
        given.
        """
        newest = next(iter(all_keys(session)), None)
        if newest is None:
            raise Unready("No recovery cards were made yet: a lead makes them on the desk, under Recovery cards.")
        if not newest.spoken().is_said_by(compared):
            raise Unready("These are not the digits of the newest recovery key as the database has it: nothing was "
                          "pinned. Read them anew; if they still differ, somebody may have put another key there.")
        self._require_vouched_for(session, newest)
        if self.pins.recovery() not in (None, newest.hash()) and not replace:
            raise Unready("Another recovery key is pinned. With --replace this one takes its place; its cards are of "
                          "no use any more as soon as members have sealed their teams to the new ones.")
        self.pins.set_recovery(newest.hash())
        return newest

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

    def _require_vouched_for(self, session: Session, key: RecoveryKey) -> None:
        try:
            self.address(session, key.team_id)
        except (NotFound, Untrusted) as reason:
            raise Unready(f"The team that vouches for this recovery key must be pinned first: {reason}") from None
        if not key.is_signed() or key.team_key not in {each.signing_key for each in chain_of(session, key.team_id)}:
            raise Unready("This recovery key is not signed by the lead and the team that it names: nothing was pinned.")

    def _require_handed_on(self, session: Session, routes: tuple[Route, ...]) -> None:
        """Each route is given by the team that received the form before it, and by nobody else.

        One that this server never saw must be signed with that team's newest keys: whoever left it has older ones.
        """
        mark = self._high_water.route(routes[-1].form)
        if mark is not None and mark.hash not in {each.hash() for each in routes}:
            raise Untrusted(f"the route of the form {routes[-1].form} is an old one, or another than was seen")
        before: Route | None = None
        for route in routes:
            giver = self.address(session, route.giver_id)
            if not route.follows(before) or not epochs.holds(route, chain_of(session, route.giver_id)):
                raise Untrusted(f"the route of the form {route.form} is not signed by the team that received it")
            if mark is not None and route.version > mark.version and route.epoch != giver.epoch:
                raise Untrusted(f"the route of the form {route.form} is signed with old keys")
            before = route

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

    def _require_not_lowered(self, team_id: int, stands: Mark) -> None:
        mark = self._high_water.team(team_id)
        if mark is None or mark.epoch > stands.epoch or (mark.epoch == stands.epoch and mark != stands):
            raise Untrusted(f"team {team_id}: newer keys were seen than its epoch {stands.epoch}")


def trust_of(settings: Settings) -> Trust:
    """What this installation believes."""
    return Trust(Pins(settings.trusted_file), HighWater(settings.secrets_dir / "high_water"))
