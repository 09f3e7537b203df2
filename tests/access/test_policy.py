"""Who may do what: the matrix of roles, and the scope of teams."""

from itertools import product

import pytest

from intake.access.permissions import Permission
from intake.access.policy import Actor, Reach, Standing, holds, may, may_in, reach, require
from intake.access.roles import GRANTS, GUESTS_MAY, LEADS_ONLY, Role
from intake.errors import NotAllowed

OURS, THEIRS = 1, 2
OF_CASES = {permission for permission in Permission if permission.value.startswith("case:")}
OF_OVERSIGHT = {Permission.AUDIT_READ, Permission.AUDIT_EXPORT, Permission.STAFF_READ}


def _actor(role: Role, *, teams: frozenset[int] = frozenset({OURS}), leads: frozenset[int] = frozenset()) -> Actor:
    return Actor(7, "kim", "Kim", role, teams=teams, leads=leads)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_whoever_oversees_may_do_nothing_with_a_case(role: Role) -> None:
    assert GRANTS[role].isdisjoint(OF_CASES)
    for permission in OF_CASES:
        assert not may(_actor(role), permission, OURS)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.LEAD])
def test_whoever_works_cases_neither_administers_nor_reads_the_log(role: Role) -> None:
    assert GRANTS[role].isdisjoint(OF_OVERSIGHT | {Permission.STAFF_INVITE, Permission.STAFF_SUSPEND})


def test_a_lead_may_do_all_that_a_caseworker_may() -> None:
    assert GRANTS[Role.CASEWORKER] < GRANTS[Role.LEAD]


def test_an_auditor_changes_nothing() -> None:
    assert GRANTS[Role.AUDITOR] == OF_OVERSIGHT | {Permission.SELF_MANAGE}


def test_every_permission_is_a_noun_and_a_verb_and_somebody_has_it() -> None:
    for permission in Permission:
        noun, _, verb = permission.value.partition(":")
        assert noun.isalpha()
        assert verb.isalpha()
        assert any(permission in granted for granted in GRANTS.values())


@pytest.mark.parametrize("role,permission", list(product((Role.CASEWORKER, Role.LEAD), sorted(OF_CASES - LEADS_ONLY))))
def test_a_permission_counts_in_ones_own_teams_alone(role: Role, permission: Permission) -> None:
    assert may(_actor(role), permission, OURS)
    assert not may(_actor(role), permission, THEIRS)
    assert not may(_actor(role, teams=frozenset()), permission, OURS)


@pytest.mark.parametrize("permission", sorted(LEADS_ONLY))
def test_what_leads_alone_may_counts_in_the_teams_they_lead(permission: Permission) -> None:
    both = frozenset({OURS, THEIRS})
    lead = _actor(Role.LEAD, teams=both, leads=frozenset({OURS}))
    assert may(lead, permission, OURS)
    assert not may(lead, permission, THEIRS)
    assert not may(_actor(Role.CASEWORKER, teams=both, leads=both), permission, OURS)


def test_a_refusal_names_the_permission_and_nothing_of_the_case() -> None:
    with pytest.raises(NotAllowed, match=r"^case:read$"):
        require(_actor(Role.CASEWORKER), Permission.CASE_READ, THEIRS)
    require(_actor(Role.CASEWORKER), Permission.CASE_READ, OURS)


def test_a_role_is_asked_before_anything_is_looked_at() -> None:
    assert holds(_actor(Role.CASEWORKER, teams=frozenset()), Permission.CASE_READ)
    assert not holds(_actor(Role.AUDITOR), Permission.CASE_READ)


@pytest.mark.parametrize("case, expected", [
    (Standing(OURS), Reach.TEAM),
    (Standing(OURS, restricted=True), Reach.NONE),
    (Standing(OURS, restricted=True, through=OURS), Reach.TEAM),
    (Standing(OURS, restricted=True, through=THEIRS), Reach.NONE),
    (Standing(THEIRS), Reach.NONE),
    (Standing(THEIRS, through=OURS), Reach.GUEST),
    (Standing(THEIRS, restricted=True, through=OURS), Reach.GUEST),
    (Standing(THEIRS, through=THEIRS), Reach.NONE),
    (Standing(OURS, locked_out=True), Reach.NONE),
    (Standing(OURS, restricted=True, through=OURS, locked_out=True), Reach.NONE),
])
def test_how_far_somebody_reaches_into_a_case(case: Standing, expected: Reach) -> None:
    actor = _actor(Role.LEAD, leads=frozenset({OURS}))
    assert reach(actor, case) is expected
    for permission in OF_CASES:
        allowed = {Reach.TEAM: may(actor, permission, OURS), Reach.GUEST: permission in GUESTS_MAY, Reach.NONE: False}
        assert may_in(actor, permission, case) is allowed[expected]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_whoever_oversees_is_nobodys_guest(role: Role) -> None:
    for permission in OF_CASES:
        assert not may_in(_actor(role), permission, Standing(THEIRS, through=OURS))
        assert not may_in(_actor(role), permission, Standing(OURS, restricted=True, through=OURS))
