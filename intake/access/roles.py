"""The whole matrix of roles and permissions, on one screen. An account has exactly one role (DESIGN 4)."""

from enum import StrEnum

from intake.access.permissions import Permission


class Role(StrEnum):
    """What an account is. A lead includes a caseworker; an administrator is never either."""

    CASEWORKER = "caseworker"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


_EVERYBODY = frozenset({Permission.SELF_MANAGE})
_CASEWORK = _EVERYBODY | {
    Permission.CASE_LIST,
    Permission.CASE_BEGIN,
    Permission.CASE_READ,
    Permission.CASE_NOTE,
    Permission.CASE_REPLY,
    Permission.CASE_ASSIGN,
    Permission.CASE_PLAN,
    Permission.CASE_MOVE,
    Permission.TEAM_READ,
}
_OVERSIGHT = _EVERYBODY | {Permission.STAFF_READ, Permission.AUDIT_READ, Permission.AUDIT_EXPORT}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CASEWORKER: _CASEWORK,
    Role.LEAD: _CASEWORK | {
        Permission.CASE_TRANSFER, Permission.CASE_HOLD, Permission.CASE_ERASE, Permission.CASE_RESTRICT,
        Permission.TEAM_FOUND, Permission.TEAM_ADMIT, Permission.TEAM_REMOVE, Permission.FORM_HAND,
        Permission.RECOVERY_MAKE,
    },
    Role.ADMINISTRATOR: _OVERSIGHT | {Permission.STAFF_INVITE, Permission.STAFF_SUSPEND},
    Role.AUDITOR: _OVERSIGHT,
}

LEADS_ONLY = frozenset({
    Permission.CASE_TRANSFER, Permission.CASE_HOLD, Permission.CASE_ERASE, Permission.CASE_RESTRICT,
    Permission.TEAM_ADMIT, Permission.TEAM_REMOVE, Permission.FORM_HAND,
})
"""Permissions that a lead has only in the teams they lead."""

GUESTS_MAY = frozenset({Permission.CASE_READ, Permission.CASE_NOTE})
"""What somebody outside a case's team may do to it, once it was shared with them. Never more than their role may."""
