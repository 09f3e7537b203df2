"""What happened to a case, each event as one sentence."""

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from intake.audit.kinds import Act
from intake.cases.states import HoldReason, LiftReason, Outcome, Reason, Status
from intake.cases.timeline import TimelineEntry
from intake.web.desk import words
from intake.web.desk.words import _

_FIELDS = {"title": _l("the name"), "priority": _l("the priority"), "due_day": _l("the due day")}
_FACES = {
    Act.CASE_TAKEN: "user", Act.CASE_ASSIGNED: "user", Act.CASE_HANDED_OVER: "hand_over",
    Act.CASE_TRANSFERRED: "users", Act.CASE_PLANNED: "calendar", Act.CASE_MOVED: "refresh",
    Act.CASE_HELD: "lock", Act.CASE_HOLD_LIFTED: "lock", Act.CASE_RESTRICTED: "lock", Act.CASE_LOCKED_OUT: "lock",
    Act.CASE_LOCK_OUT_LIFTED: "lock", Act.CASE_SHARED: "users", Act.CASE_SHARE_ENDED: "lock",
    Act.CASE_OPENED_TO_TEAM: "users", Act.CASE_READERS_RENEWED: "key", Act.CASE_RELEASED: "shield",
    Act.CASE_DISCARDED: "archive",
}

_PLAIN = {
    Act.CASE_RESTRICTED: _l("%(who)s restricted the case to named people"),
    Act.CASE_LOCKED_OUT: _l("%(who)s kept the case from %(whom)s, because it concerns them"),
    Act.CASE_LOCK_OUT_LIFTED: _l("%(who)s lifted that the case is kept from %(whom)s"),
    Act.CASE_SHARED: _l("%(who)s let %(whom)s read the case"),
    Act.CASE_SHARE_ENDED: _l("%(who)s took the case from %(whom)s again"),
    Act.CASE_OPENED_TO_TEAM: _l("%(who)s opened the case to the whole team again"),
    Act.CASE_READERS_RENEWED: _l("The case got new keys: somebody may not read it any more, or recovery cards are new"),
    Act.CASE_RELEASED: _l("%(who)s released the case from quarantine"),
    Act.CASE_DISCARDED: _l("%(who)s threw the case away"),
}
"""What is told in one sentence, whatever its facts."""


def face(entry: TimelineEntry) -> str:
    """The icon of an event."""
    return "check" if entry.facts and entry.facts.get("new") == Status.CLOSED else _FACES.get(Act(entry.act), "clock")


def sentence(entry: TimelineEntry, team_names: dict[int, str]) -> str:
    """An event as a sentence."""
    who, whom = entry.who or _("Somebody"), entry.whom or _("a colleague")
    facts = entry.facts or {}
    match Act(entry.act):
        case Act.CASE_TAKEN:
            return _("%(who)s took the case", who=who)
        case Act.CASE_ASSIGNED if entry.whom is None:
            return _("%(who)s put the case back, for anybody to take", who=who)
        case Act.CASE_ASSIGNED:
            return _("%(who)s assigned the case to %(whom)s", who=who, whom=whom)
        case Act.CASE_HANDED_OVER:
            return _("%(who)s handed the case over to %(whom)s", who=who, whom=whom)
        case Act.CASE_TRANSFERRED:
            team = team_names.get(_number(facts.get("old")), _("another team"))
            return _("%(who)s passed the case on from %(team)s", who=who, team=team)
        case Act.CASE_PLANNED:
            return _("%(who)s changed %(what)s", who=who, what=_changed(facts.get("fields")))
        case Act.CASE_MOVED:
            return _moved(who, facts)
        case Act.CASE_HELD:
            reason = words.HOLD_REASONS[HoldReason(str(facts.get("reason")))]
            return _("%(who)s put the case under a legal hold: %(reason)s", who=who, reason=reason)
        case Act.CASE_HOLD_LIFTED:
            ended = words.LIFT_REASONS[LiftReason(str(facts.get("reason")))]
            return _("%(who)s lifted the legal hold: %(reason)s", who=who, reason=ended)
        case act:
            told = _PLAIN.get(act, _l("%(who)s did something"))
            return str(told) % {"who": who, "whom": whom}


def _moved(who: str, facts: dict[str, object]) -> str:
    status, reason = Status(str(facts.get("new"))), Reason(str(facts.get("reason")))
    if status is Status.CLOSED:
        outcome = words.OUTCOMES[Outcome(str(facts.get("outcome")))]
        return _("%(who)s closed the case: %(outcome)s", who=who, outcome=outcome)
    if status is Status.WAITING:
        return _("%(who)s set the case to waiting: %(reason)s", who=who, reason=words.REASONS[reason])
    if facts.get("old") == Status.CLOSED:
        return _("%(who)s opened the case again: %(reason)s", who=who, reason=words.REASONS[reason])
    return _("%(who)s set the case to open: %(reason)s", who=who, reason=words.REASONS[reason])


def _changed(fields: object) -> str:
    named = [str(_FIELDS[name]) for name in fields if name in _FIELDS] if isinstance(fields, list) else []
    return format_list(named, locale=get_locale() or "en")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
