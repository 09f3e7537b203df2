"""Everything that can be allowed, as `noun:verb`. A view declares one of these; `roles.py` grants them."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a role may be allowed to do."""

    CASE_LIST = "case:list"
    CASE_BEGIN = "case:begin"
    CASE_READ = "case:read"
    CASE_NOTE = "case:note"
    CASE_REPLY = "case:reply"
    CASE_ASSIGN = "case:assign"
    CASE_PLAN = "case:plan"
    CASE_MOVE = "case:move"
    CASE_TRANSFER = "case:transfer"
    CASE_HOLD = "case:hold"
    CASE_ERASE = "case:erase"
    CASE_RESTRICT = "case:restrict"

    TEAM_READ = "team:read"
    TEAM_FOUND = "team:found"
    TEAM_ADMIT = "team:admit"
    TEAM_REMOVE = "team:remove"
    FORM_HAND = "form:hand"
    RECOVERY_MAKE = "recovery:make"

    STAFF_READ = "staff:read"
    STAFF_INVITE = "staff:invite"
    STAFF_SUSPEND = "staff:suspend"

    AUDIT_READ = "audit:read"
    AUDIT_EXPORT = "audit:export"

    SELF_MANAGE = "self:manage"
