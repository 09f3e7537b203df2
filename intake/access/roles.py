"""The whole matrix of roles and permissions, on one screen. An account has exactly one role (DESIGN 4)."""

from enum import StrEnum

from intake.access.permissions import Permission as P


class Role(StrEnum):
    """What an account is. A lead includes a caseworker; an administrator is never either."""

    CASEWORKER = "caseworker"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


_EVERYBODY = frozenset({P.SELF_MANAGE})
_CASEWORK = _EVERYBODY | {
    P.CASE_LIST, P.CASE_READ, P.CASE_NOTE, P.CASE_REPLY, P.CASE_ASSIGN, P.CASE_PLAN, P.CASE_MOVE, P.TEAM_READ,
}

GRANTS: dict[Role, frozenset[P]] = {
    Role.CASEWORKER: _CASEWORK,
    Role.LEAD: _CASEWORK | {P.CASE_TRANSFER, P.TEAM_FOUND, P.TEAM_ADMIT},
    Role.ADMINISTRATOR: _EVERYBODY | {P.STAFF_READ, P.STAFF_INVITE, P.STAFF_SUSPEND, P.AUDIT_READ, P.AUDIT_EXPORT},
    Role.AUDITOR: _EVERYBODY | {P.STAFF_READ, P.AUDIT_READ, P.AUDIT_EXPORT},
}

LEADS_ONLY = frozenset({P.CASE_TRANSFER, P.TEAM_ADMIT})
"""Permissions that a lead has only in the teams they lead."""
