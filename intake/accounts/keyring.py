"""A person's keys, for as long as a request lasts. The only room that opens what is sealed to a public key (DESIGN 3).

A keyring is made from the seed in a session and the person's memberships. It caches what it opened in itself and
nowhere else, and must never be kept, logged or pickled.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from intake.accounts.epochs import Epoch
from intake.errors import NotAllowed
from intake.vault.box import InvalidTag, box
from intake.vault.context import context
from intake.vault.keys import derive, equal, hpke_public_key
from intake.vault.open import open_sealed
from intake.vault.seal import seal
from intake.vault.sign import Signer


@dataclass(frozen=True, slots=True)
class Membership:
    """That a person holds an epoch of a team: `sealed` opens with their seed and must yield the key in `public_key`.

    `renewal_due` says that somebody else who holds the team's newest epoch left.
    """

    team_id: int
    epoch: int
    lead: bool
    sealed: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    renewal_due: bool = False


@dataclass(frozen=True, slots=True)
class TeamKeys:
    """The keys of one epoch of a team. `wrap_key` closes the seeds of its cases."""

    team_id: int
    epoch: int
    seed: bytes = field(repr=False)

    @property
    def wrap_key(self) -> bytes:
        """Under which the team's members keep case seeds they adopted."""
        return self._key("wrap")

    @property
    def search_key(self) -> bytes:
        """The key of the team's search file."""
        return self._key("search")

    @property
    def public_key(self) -> bytes:
        """What the public form seals to."""
        return hpke_public_key(self.seed)

    @property
    def signer(self) -> Signer:
        """Signs the next epoch."""
        return Signer(self.seed)

    def unseal(self, blob: bytes, bound: bytes) -> bytes:
        """What was sealed to this epoch under the context `bound`; InvalidTag when it was not."""
        return open_sealed(self.seed, blob, bound)

    def _key(self, use: str) -> bytes:
        return derive(self.seed, context("team key", use, self.team_id, self.epoch))


class Keyring:
    """The keys of one signed-in person."""

    __slots__ = ("_memberships", "_opened", "_seed", "staff_id")

    def __init__(self, staff_id: int, seed: bytes, memberships: Iterable[Membership] = ()) -> None:
        self.staff_id = staff_id
        self._seed = seed
        self._memberships = {(each.team_id, each.epoch): each for each in memberships}
        self._opened: dict[tuple[int, int], TeamKeys] = {}

    def __repr__(self) -> str:
        return f"Keyring(staff_id={self.staff_id})"

    @property
    def signer(self) -> Signer:
        """Signs the person's events and the epochs they make."""
        return Signer(self._seed)

    @property
    def wrap_key(self) -> bytes:
        """Under which the person's own secrets are boxed."""
        return wrap_key_of(self.staff_id, self._seed)

    @property
    def public_key(self) -> bytes:
        """What others seal to when they share something with this person."""
        return hpke_public_key(self._seed)

    def teams_to_renew(self) -> list[int]:
        """The teams that need new keys, because somebody left them."""
        return sorted({each.team_id for each in self._memberships.values() if each.renewal_due})

    def teams_to_rewrap(self) -> list[int]:
        """The teams of which this person holds older epochs still: some of their cases are closed by those."""
        held = sorted(team for team, _ in self._memberships)
        return sorted({team for team, following in pairwise(held) if team == following})

    def held(self) -> list[tuple[int, int]]:
        """Every team and epoch that this person holds."""
        return sorted(self._memberships)

    def epochs(self, team_id: int) -> list[int]:
        """The epochs of a team that this person holds, oldest first."""
        return sorted(epoch for team, epoch in self._memberships if team == team_id)

    def holding(self, memberships: Iterable[Membership]) -> "Keyring":
        """The same person's keyring after they joined or founded a team."""
        return Keyring(self.staff_id, self._seed, memberships)

    def is_seed(self, seed: bytes) -> bool:
        """Whether a seed that was just opened is this person's."""
        return equal(seed, self._seed)

    def wrapped(self, key: bytes, bound: bytes) -> bytes:
        """A copy of the person's seed, boxed for one of their slots."""
        return box(key, self._seed, bound)

    def unseal(self, blob: bytes, bound: bytes) -> bytes:
        """What was sealed to the person under the context `bound`; InvalidTag when it was not."""
        return open_sealed(self._seed, blob, bound)

    def team(self, team_id: int, epoch: int | None = None) -> TeamKeys:
        """The keys of a team's epoch, the newest unless one is named. `NotAllowed` where the person holds none.

        A seed that does not make the epoch's own public key is refused too: sealing to somebody proves nothing about
        who did it.
        """
        if epoch is None:
            epoch = max((held for team, held in self._memberships if team == team_id), default=-1)
        place = (team_id, epoch)
        if place not in self._opened:
            self._opened[place] = self._open(place)
        return self._opened[place]

    def _open(self, place: tuple[int, int]) -> TeamKeys:
        held = self._memberships.get(place)
        if held is None:
            raise NotAllowed("not a member of this team")
        seed = self.unseal(held.sealed, sealed_for(*place, self.staff_id))
        if not equal(hpke_public_key(seed), held.public_key):
            raise InvalidTag
        return TeamKeys(*place, seed)


def team_keys(seed: bytes, blob: bytes, bound: bytes, epoch: Epoch) -> TeamKeys:
    """The keys of an epoch whose seed was sealed to another seed; InvalidTag unless they are the epoch's own."""
    opened = open_sealed(seed, blob, bound)
    if not equal(hpke_public_key(opened), epoch.public_key):
        raise InvalidTag
    return TeamKeys(epoch.team_id, epoch.epoch, opened)


def opened_by_cards(seed: bytes, blob: bytes, bound: bytes) -> bytes:
    """What was sealed to the recovery key of this seed. InvalidTag for anything else."""
    return open_sealed(seed, blob, bound)


def wrap_key_of(staff_id: int, seed: bytes) -> bytes:
    """The key under which a person's own secrets are boxed."""
    return derive(seed, context("staff wrap", staff_id))


def sealed_for(team_id: int, epoch: int, staff_id: int) -> bytes:
    """The context of an epoch's seed in a member's hands: it opens for that member, team and epoch alone."""
    return context("team seed", team_id, epoch, staff_id)


def seal_for(keys: TeamKeys, staff_id: int, public_key: bytes) -> bytes:
    """An epoch's seed, sealed to a member."""
    return seal(public_key, keys.seed, sealed_for(keys.team_id, keys.epoch, staff_id))
