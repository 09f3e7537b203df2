"""Every endpoint, for every role, on a case in and out of scope: generated from the map of addresses, and exercised.

What an endpoint asks for is read from its declaration; who holds it, from `access/roles.py`. A new endpoint is in here
the moment it exists.
"""

import pytest
from flask import Flask

from intake.access.roles import GRANTS, Role
from intake.web.guard import Rule
from tests.web.conftest import Office
from tests.web.everywhere.conftest import Cast, addresses, path_of, status_of, visit
from tests.web.visitor import headers_of

SIGNS_OUT = {"account.sign_out"}
OF_THEIR_OWN = {"staff_id", "team_id", "note_id", "file_id", "sid"}
"""What a path can name and is made up here, so that it leads nowhere for anybody."""


def test_every_endpoint_declares_its_access(app: Flask) -> None:
    undeclared = [each.endpoint for each in app.url_map.iter_rules()
                  if not isinstance(getattr(app.view_functions[each.endpoint], "access_rule", None), Rule)]
    assert undeclared == []


def test_nobody_gets_past_a_declared_permission_without_signing_in(app: Flask, office: Office, cast: Cast) -> None:
    visitor = visit(app, office, None)
    let_through = {
        f"{method} {address.endpoint}": status
        for address, method, rule in addresses(app) if rule.permission is not None
        if (status := status_of(visitor, path_of(app, address, cast.reference), method)) not in {303, 401}
        or (status == 303 and "/sign-in" not in visitor.browser.open(
            path_of(app, address, cast.reference), method=method).headers["Location"])
    }
    assert let_through == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["caseworker", "lead", "administrator", "auditor"])
def test_every_role_reaches_what_it_was_granted_and_finds_nothing_else(
    app: Flask, office: Office, cast: Cast, name: str
) -> None:
    visitor, role = visit(app, office, cast.people[name]), Role(name)
    wrong = {}
    for address, method, rule in addresses(app):
        if rule.permission is None or address.endpoint in SIGNS_OUT or OF_THEIR_OWN & address.arguments:
            continue
        status = status_of(visitor, path_of(app, address, cast.reference), method)
        if (status == 404) == (rule.permission in GRANTS[role]) or status >= 500 or status == 401:
            wrong[f"{method} {address.endpoint}"] = (rule.permission.value, status)
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["stranger", "administrator", "auditor"])
def test_a_case_out_of_scope_answers_as_one_that_does_not_exist(
    app: Flask, office: Office, cast: Cast, name: str
) -> None:
    visitor = visit(app, office, cast.people[name])
    tried = 0
    for address, method, rule in addresses(app):
        if "reference" not in address.arguments:
            continue
        real, none = (
            visitor.browser.open(path_of(app, address, reference), method=method)
            for reference in (cast.reference, "ZZZ-ZZZ")
        )
        assert (real.status_code, none.status_code) == (404, 404), f"{method} {address.endpoint}"
        assert real.data.replace(cast.reference.encode(), b"") == none.data.replace(b"ZZZ-ZZZ", b"")
        assert headers_of(real) == headers_of(none)
        assert rule.permission is not None
        tried += 1
    assert tried >= 9


@pytest.mark.slow
def test_no_list_or_page_of_another_team_names_the_case(app: Flask, office: Office, cast: Cast) -> None:
    for name in ("stranger", "administrator", "auditor"):
        visitor = visit(app, office, cast.people[name])
        for address, method, _ in addresses(app):
            if method == "GET" and not address.arguments and not address.endpoint.startswith("admin.") \
                    and not address.endpoint.startswith("public.leave_"):
                page = visitor.browser.get(path_of(app, address, cast.reference), headers=[("Accept-Language", "en")])
                assert cast.reference.encode() not in page.data, f"{name}: {address.endpoint}"
                assert b"Only the team may read" not in page.data
