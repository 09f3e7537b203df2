"""Teams and their keys: who founds, who is let in, and who opens nothing."""

from dataclasses import replace

import pytest
from sqlalchemy import event, select, update

from intake.access.roles import Role
from intake.accounts import epochs, founding, recognise, rotate, teams
from intake.accounts.chain import chain_of
from intake.accounts.keyring import Keyring, TeamKeys
from intake.accounts.models import IntakeRoute, Staff, TeamEpoch, TeamMember
from intake.accounts.recognise import SignedIn
from intake.audit.models import AuditEvent
from intake.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from intake.vault.box import InvalidTag
from intake.vault.context import context
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.seal import seal
from tests.support.people import House, Person, admitted, enrolled, known, signed_in

BOUND = context("test")


def founded(house: House, lead: SignedIn, name: str = "Night desk", slug: str = "night") -> int:
    with house.stores.changing() as work:
        return founding.found_team(work, lead.actor, lead.keyring, name, slug)


def fingerprint_of(house: House, person: Person) -> str:
    found = known(house, admitted(house, person).token)
    assert found is not None
    return founding.own_fingerprint(found.keyring)


def let_in(house: House, lead: SignedIn, team_id: int, person: Person, *, as_lead: bool = False) -> None:
    compared = fingerprint_of(house, person)
    with house.stores.changing() as work:
        founding.admit(work, lead.actor, lead.keyring, team_id, person.id, lead=as_lead, compared=compared)


def again(house: House, who: SignedIn) -> SignedIn:
    """The same person, recognised anew."""
    with house.stores.reading() as work:
        staff = work.main.get_one(Staff, who.actor.id)
        held = recognise.memberships(work.main, staff.id)
        keyring = Keyring(staff.id, who.session.secret, held)
        return SignedIn(recognise.actor_of(staff, held), keyring, who.session)


@pytest.fixture
def lead(house: House) -> SignedIn:
    return signed_in(house, enrolled(house, "lena", Role.LEAD))


def test_a_lead_founds_a_team_and_opens_what_is_sealed_to_it(house: House, lead: SignedIn) -> None:
    team_id = founded(house, lead)
    with house.stores.reading() as work:
        (made,) = chain_of(work.main, team_id)
    blob = seal(made.public_key, b"a case", BOUND)
    found = again(house, lead)
    assert found.actor.teams == found.actor.leads == {team_id}
    assert found.keyring.team(team_id).unseal(blob, BOUND) == b"a case"
    assert found.keyring.team(team_id, 0).unseal(blob, BOUND) == b"a case"


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_but_a_lead_founds_a_team(house: House, role: Role) -> None:
    other = signed_in(house, enrolled(house, "other", role))
    with house.stores.changing() as work, pytest.raises(NotAllowed):
        founding.found_team(work, other.actor, other.keyring, "Night desk", "night")


def test_the_first_team_receives_the_contact_form_and_the_second_does_not(house: House, lead: SignedIn) -> None:
    first, _second = founded(house, lead), founded(house, lead, "Day desk", "day")
    with house.stores.reading() as work:
        assert [route.team_id for route in work.main.scalars(select(IntakeRoute))] == [first]
        acts = work.main.scalars(select(AuditEvent.act).where(AuditEvent.team_id.is_not(None))
                                 .order_by(AuditEvent.seq)).all()
    assert acts == ["team:founded", "team:routed", "team:founded"]


@pytest.mark.parametrize("name, slug, field", [
    ("", "night", "name"), ("x" * 121, "night", "name"), ("a\x00b", "night", "name"),
    ("Night\u202ehgin", "night", "name"), ("Night", "", "slug"),
    ("Night", "a b", "slug"), ("Night", "-", "slug"), ("Night", "day", "slug"), ("Night", "x" * 41, "slug"),
])
def test_a_name_or_address_that_cannot_be_is_refused(
    house: House, lead: SignedIn, name: str, slug: str, field: str
) -> None:
    founded(house, lead, "Day", "day")
    with house.stores.changing() as work, pytest.raises(Invalid) as refused:
        founding.found_team(work, lead.actor, lead.keyring, name, slug)
    assert set(refused.value.problems) == {field}


def test_a_colleague_who_is_let_in_holds_the_same_keys(house: House, lead: SignedIn) -> None:
    team_id = founded(house, lead)
    mira = enrolled(house, "mira")
    let_in(house, again(house, lead), team_id, mira)
    found = known(house, admitted(house, mira, code=mira.backup_codes[0]).token)
    assert found is not None
    assert (set(found.actor.teams), set(found.actor.leads)) == ({team_id}, set())
    mine, hers = again(house, lead).keyring.team(team_id), found.keyring.team(team_id)
    assert (mine.wrap_key, mine.search_key) == (hers.wrap_key, hers.search_key)
    assert mine.wrap_key != mine.search_key


def test_only_a_lead_of_the_team_lets_people_in(house: House, lead: SignedIn) -> None:
    team_id = founded(house, lead)
    mira, noor = enrolled(house, "mira"), enrolled(house, "noor")
    let_in(house, again(house, lead), team_id, mira)
    member = known(house, admitted(house, mira, code=mira.backup_codes[0]).token)
    stranger = signed_in(house, enrolled(house, "omar", Role.LEAD))
    admin = signed_in(house, enrolled(house, "ada", Role.ADMINISTRATOR))
    compared = fingerprint_of(house, noor)
    for other in (member, stranger, admin):
        assert other is not None
        with house.stores.changing() as work, pytest.raises(NotAllowed):
            founding.admit(work, other.actor, other.keyring, team_id, noor.id, lead=False, compared=compared)
        with house.stores.reading() as work, pytest.raises(NotAllowed):
            founding.candidates(work.main, other.actor, team_id)


@pytest.mark.parametrize("role, as_lead", [
    (Role.ADMINISTRATOR, False), (Role.AUDITOR, False), (Role.CASEWORKER, True),
])
def test_nobody_is_let_in_beyond_their_role(house: House, lead: SignedIn, role: Role, as_lead: bool) -> None:
    team_id = founded(house, lead)
    with pytest.raises(NotFound):
        let_in(house, again(house, lead), team_id, enrolled(house, "other", role), as_lead=as_lead)


def test_nobody_is_let_in_twice_or_under_a_fingerprint_that_was_not_compared(
    house: House, lead: SignedIn
) -> None:
    team_id = founded(house, lead)
    mira = enrolled(house, "mira")
    found = again(house, lead)
    for compared in ("", "00000 00000 00000 00000 00000 00000", "\ud800"):
        with house.stores.changing() as work, pytest.raises(Stale):
            founding.admit(work, found.actor, found.keyring, team_id, mira.id, lead=False, compared=compared)
    let_in(house, found, team_id, mira)
    compared = founding.own_fingerprint(signed_in_with(house, mira, mira.backup_codes[0]).keyring)
    with house.stores.changing() as work, pytest.raises(WrongState):
        founding.admit(work, found.actor, found.keyring, team_id, mira.id, lead=False, compared=compared)


def signed_in_with(house: House, person: Person, code: str) -> SignedIn:
    found = known(house, admitted(house, person, code=code).token)
    assert found is not None
    return found


def test_the_lead_sees_the_digits_that_the_colleague_sees(house: House, lead: SignedIn) -> None:
    team_id = founded(house, lead)
    mira = enrolled(house, "mira")
    enrolled(house, "ada", Role.ADMINISTRATOR)
    with house.stores.reading() as work:
        listed = founding.candidates(work.main, again(house, lead).actor, team_id)
    assert [(each.username, each.fingerprint) for each in listed] == [("mira", fingerprint_of(house, mira))]


def test_an_administrator_opens_nothing_with_their_own_keys(house: House, lead: SignedIn) -> None:
    """Promise 3: with every sealed seed of the database at hand, an administrator's keyring opens none."""
    team_id = founded(house, lead)
    admin = signed_in(house, enrolled(house, "ada", Role.ADMINISTRATOR))
    with pytest.raises(NotAllowed):
        admin.keyring.team(team_id)
    with house.stores.changing() as work:
        row = work.main.scalars(select(TeamMember)).one()
        for held_by in (lead.actor.id, admin.actor.id):
            with pytest.raises(InvalidTag):
                admin.keyring.unseal(row.sealed, context("team seed", team_id, 0, held_by))
        work.main.add(TeamMember(team_id=team_id, epoch=0, staff_id=admin.actor.id, lead=True, sealed=row.sealed,
                                 signature=row.signature))
    forged = again(house, admin)
    with pytest.raises(InvalidTag):
        forged.keyring.team(team_id)


def test_a_seed_that_somebody_slipped_in_is_refused(house: House, lead: SignedIn) -> None:
    """Sealing needs no secret: a seed of the attacker's own, sealed to a member, must not become the team's key."""
    team_id = founded(house, lead)
    forged = seal(lead.keyring.public_key, new_seed(), context("team seed", team_id, 0, lead.actor.id))
    with house.stores.changing() as work:
        work.main.execute(update(TeamMember).values(sealed=forged))
    with pytest.raises(InvalidTag):
        again(house, lead).keyring.team(team_id)


def test_a_seed_sealed_for_one_team_or_member_opens_for_no_other(house: House, lead: SignedIn) -> None:
    first, second = founded(house, lead), founded(house, lead, "Day desk", "day")
    with house.stores.changing() as work:
        moved = work.main.scalars(select(TeamMember.sealed).where(TeamMember.team_id == first)).one()
        work.main.execute(update(TeamMember).where(TeamMember.team_id == second).values(sealed=moved))
    with pytest.raises(InvalidTag):
        again(house, lead).keyring.team(second)


def test_who_is_not_in_the_newest_epoch_is_out_of_the_team(house: House, lead: SignedIn) -> None:
    """I6: an epoch that was made without somebody ends their older ones too."""
    team_id = founded(house, lead)
    mira = enrolled(house, "mira")
    let_in(house, again(house, lead), team_id, mira)
    keys = Keyring(lead.actor.id, lead.session.secret)
    seed = new_seed()
    with house.stores.changing() as work:
        work.main.add(TeamEpoch(
            team_id=team_id, epoch=1, public_key=hpke_public_key(seed), signing_key=bytes(32), previous_hash=bytes(32),
            maker_id=lead.actor.id, maker_key=bytes(32), maker_signature=bytes(64), previous_signature=bytes(64)))
        work.main.flush()
        work.main.add(TeamMember(team_id=team_id, epoch=1, staff_id=lead.actor.id, lead=True,
                                 sealed=seal(keys.public_key, seed, context("team seed", team_id, 1, lead.actor.id)),
                                 signature=bytes(64)))
    out, still_in = signed_in_with(house, mira, mira.backup_codes[0]), again(house, lead)
    assert out.actor.teams == frozenset()
    for epoch in (None, 0, 1):
        with pytest.raises(NotAllowed):
            out.keyring.team(team_id, epoch)
    assert still_in.keyring.team(team_id).epoch == 1
    assert still_in.keyring.team(team_id, 0).epoch == 0
    with house.stores.reading() as work:
        assert [each.username for each in teams.colleagues(work.main, team_id)] == ["lena"]


def test_the_people_of_many_teams_are_found_by_one_statement(house: House, lead: SignedIn) -> None:
    mira, ours, theirs = enrolled(house, "mira"), founded(house, lead), founded(house, lead, "Day desk", "day")
    let_in(house, again(house, lead), ours, mira)
    let_in(house, again(house, lead), theirs, mira)
    now = again(house, lead)
    with house.stores.changing() as work:
        rotate.remove(work, now.actor, now.keyring, theirs, mira.id, None)
    seen: list[str] = []
    with house.stores.reading() as work:
        event.listen(house.stores.main, "before_cursor_execute", lambda *given: seen.append(given[2]))
        found = teams.colleagues_of(work.main, [ours, theirs, 1])
        assert len(seen) == 1
        assert found == {each: teams.colleagues(work.main, each) for each in (ours, theirs, 1)}
    assert [[each.username for each in found[team]] for team in (ours, theirs, 1)] == [["lena", "mira"], ["lena"], []]


def test_recognising_somebody_takes_two_queries(house: House, lead: SignedIn) -> None:
    founded(house, lead)
    token = admitted(house, enrolled(house, "mira")).token
    seen: list[str] = []
    engines = (house.stores.main, house.stores.ephemeral)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    assert known(house, token) is not None
    assert len([each for each in seen if each != "BEGIN"]) == 2


def test_names_are_found_for_those_who_exist(house: House, lead: SignedIn) -> None:
    team_id = founded(house, lead)
    with house.stores.reading() as work:
        assert teams.names(work.main, [lead.actor.id, 1, 2]) == {lead.actor.id: "Lena"}
        assert teams.names(work.main, []) == {}
        assert [team.name for team in teams.list_teams(work.main)] == ["Night desk"]
        (colleague,) = teams.colleagues(work.main, team_id)
        assert (colleague.name, colleague.lead, colleague.active) == ("Lena", True, True)


def test_an_epoch_that_was_altered_in_the_database_stands_out(house: House, lead: SignedIn) -> None:
    team_id = founded(house, lead)
    with house.stores.changing() as work:
        assert epochs.problems(chain_of(work.main, team_id)) == ()
        work.main.execute(update(TeamEpoch).values(public_key=hpke_public_key(new_seed())))
        assert epochs.problems(chain_of(work.main, team_id)) == ("epoch 0: not signed by its maker",)


def test_a_chain_of_epochs_is_sound_only_whole_and_in_order(lead: SignedIn) -> None:
    signer = lead.keyring.signer
    chain: list[epochs.Epoch] = []
    team = [TeamKeys(1, number, new_seed()) for number in range(3)]
    for number, keys in enumerate(team):
        before = chain[-1].hash() if chain else epochs.NO_PREVIOUS
        bare = epochs.Epoch(1, number, keys.public_key, keys.signer.public_key, before, lead.actor.id,
                            signer.public_key, b"", None)
        chain.append(replace(bare, maker_signature=signer.sign(bare.message()),
                             previous_signature=team[number - 1].signer.sign(bare.message()) if chain else None))
    assert epochs.problems(chain) == ()
    for broken in (chain[1:], [chain[0], chain[2]], [chain[1], chain[0], chain[2]]):
        assert epochs.problems(broken)
    assert epochs.problems([chain[0], replace(chain[1], maker_key=bytes(32)), chain[2]])
    assert epochs.problems([chain[0], replace(chain[1], previous_signature=chain[1].maker_signature), chain[2]])
