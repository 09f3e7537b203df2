"""Every route says who may come in, in one place, in one way."""

import re
from collections import defaultdict
from collections.abc import Callable

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.routing import Rule

from intake.access.permissions import Permission
from intake.access.roles import GRANTS
from intake.web.guard import Rule as AccessRule
from intake.web.guard import public, requires

AREAS = {"public", "account", "desk", "admin"}
OPEN = {
    "account.begin_enrolment",
    "account.enter",
    "account.finish_enrolment",
    "account.recover",
    "account.show_enrolment",
    "account.show_recovery",
    "account.sign_in",
    "public.burn_code",
    "public.choose_language",
    "public.download_file",
    "public.leave_for_elsewhere",
    "public.leave_site",
    "public.leave_thread",
    "public.look_aside",
    "public.make_code",
    "public.open_thread",
    "public.send_contact",
    "public.send_message",
    "public.send_thread_contact",
    "public.send_thread_wish",
    "public.show_accessibility",
    "public.show_burn_code",
    "public.show_burnt",
    "public.show_change_code",
    "public.show_contact",
    "public.show_health",
    "public.show_help",
    "public.show_home",
    "public.show_privacy",
    "public.show_readiness",
    "public.show_real_site",
    "public.show_return",
    "public.show_safety",
    "public.show_styleguide",
    "public.show_thread",
    "public.show_thread_contact",
    "public.show_thread_wishes",
    "public.take_code",
    "public.take_first_code",
}
"""Every endpoint that anybody may call. Adding one is a decision: it is made here."""


def access(app: Flask) -> dict[str, AccessRule]:
    """What every endpoint declares."""
    return {name: vars(view)["access_rule"] for name, view in app.view_functions.items()}


def rules(app: Flask) -> list[Rule]:
    """Every route."""
    return list(app.url_map.iter_rules())


def test_every_route_declares_its_access(bare_app: Flask) -> None:
    undeclared = [name for name, view in bare_app.view_functions.items() if not hasattr(view, "access_rule")]
    assert undeclared == []


def test_what_anybody_may_call_is_a_short_list(bare_app: Flask) -> None:
    assert {name for name, rule in access(bare_app).items() if rule.permission is None} == OPEN


def test_nothing_outside_the_areas_answers(bare_app: Flask) -> None:
    assert {rule.endpoint.partition(".")[0] for rule in rules(bare_app)} <= AREAS


def test_an_endpoint_has_the_name_of_its_function(bare_app: Flask) -> None:
    assert {name.partition(".")[2] for name in bare_app.view_functions} == {
        view.__name__ for view in bare_app.view_functions.values()
    }


def test_looking_and_acting_never_share_an_endpoint(bare_app: Flask) -> None:
    methods: dict[str, set[str]] = defaultdict(set)
    for rule in rules(bare_app):
        methods[rule.endpoint] |= (rule.methods or set()) - {"HEAD", "OPTIONS"}
    assert {name: found for name, found in methods.items() if found not in ({"GET"}, {"POST"})} == {}


def test_every_parameter_of_an_address_has_a_type(bare_app: Flask) -> None:
    found = {rule.rule: re.findall(r"<([^>]*)>", rule.rule) for rule in rules(bare_app)}
    assert [address for address, parts in found.items() if not all(":" in part for part in parts)] == []


def test_what_a_page_is_shown_again_on_exists(bare_app: Flask) -> None:
    shown_on = {rule.shown_on for rule in access(bare_app).values()} - {""}
    assert shown_on <= set(bare_app.view_functions)


def test_every_permission_that_a_route_asks_for_is_granted_to_somebody(bare_app: Flask) -> None:
    asked = {rule.permission for rule in access(bare_app).values()} - {None}
    assert asked <= set().union(*GRANTS.values())


@pytest.mark.parametrize("declare", [lambda view: view, public, requires(Permission.AUDIT_READ)],
                         ids=["undeclared", "public", "requires"])
def test_only_what_is_declared_public_lets_anybody_in(
    bare_app: Flask, declare: Callable[[object], object], request: pytest.FixtureRequest
) -> None:
    def view() -> ResponseReturnValue:
        return "somebody got in"

    bare_app.add_url_rule("/here", "here", declare(view))  # type: ignore[arg-type]
    answer = bare_app.test_client().get("/here")
    assert (b"somebody got in" in answer.data) == ("public" in request.node.callspec.id)


def test_a_declaration_counts_wherever_it_stands_among_the_decorators(bare_app: Flask) -> None:
    def view() -> ResponseReturnValue:
        return "somebody got in"

    requires(Permission.AUDIT_READ)(bare_app.get("/here")(view))
    assert b"somebody got in" not in bare_app.test_client().get("/here").data
