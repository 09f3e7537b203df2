"""What stands around every page of the staff area: who is signed in, their way out, and the places to go."""

from dataclasses import dataclass

from flask import url_for

from intake.access.permissions import Permission
from intake.access.policy import holds
from intake.web.forms import StaffForm
from intake.web.guard import visitor
from intake.web.work import runtime


class SignOutForm(StaffForm):
    """The one form that stands on every staff page."""


@dataclass(frozen=True, slots=True)
class Item:
    """One place to go. `count` is text, empty for none; `icon` makes it a button, for what one does there."""

    label: str
    href: str
    count: str = ""
    current: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Places under one heading, at the side of a page."""

    label: str
    items: tuple[Item, ...]

    def __getitem__(self, name: str) -> object:
        """As templates ask for `group["items"]`, since a mapping's `items` would be its method."""
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in person, as `base_desk.html` shows them."""

    name: str
    role: str
    home_href: str
    security_href: str
    sign_out_href: str
    csrf_token: str
    idle_minutes: int
    stay_href: str


def me() -> Me:
    """The signed-in person. Their home is the desk for those who work cases, and administration for the others."""
    actor = visitor().actor
    home = "desk.show_home" if holds(actor, Permission.CASE_LIST) else "admin.show_home"
    return Me(
        name=actor.name,
        role=actor.role.value,
        home_href=url_for(home),
        security_href=url_for("account.show_security"),
        sign_out_href=url_for("account.sign_out"),
        csrf_token=SignOutForm(formdata=None).csrf_token.current_token,
        idle_minutes=runtime().settings.idle_minutes,
        stay_href=url_for("account.stay_signed_in"),
    )
