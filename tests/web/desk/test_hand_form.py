"""Giving the contact form to another team, in the browser: with the password, and unseen by the public."""

import re

from intake.accounts.trust import CONTACT
from tests.support.people import PASSWORD
from tests.web.desk.conftest import Desk
from tests.web.pages import Page
from tests.web.visitor import Visitor

TEAM = "/desk/team"


def path_for(team_id: int) -> str:
    return f"{TEAM}/{team_id}/hand-form"


def public_page(desk: Desk) -> str:
    """The contact form as a stranger sees it, without what differs on each visit."""
    return re.sub(r'name="csrf_token"[^>]*', "", Visitor(desk.app).get("/en/contact").html)


def test_new_enquiries_open_for_the_other_team_and_old_ones_stay(desk: Desk) -> None:
    before, page, team_id = desk.case("Sent before."), public_page(desk), desk.office.team_id
    form = desk.lead.get(TEAM).form(path_for(team_id))
    desk.lead.post(path_for(team_id), {**form, "to": str(desk.other_team), "current": PASSWORD})
    assert "receives what is sent" in desk.lead.follow().html
    after = desk.case("Sent after.")
    assert public_page(desk) == page
    assert desk.lead.rows("?view=open") == [before]
    assert desk.sara.rows("?view=open") == [after]
    assert "team:form_handed" in desk.acts()


def test_only_the_lead_of_the_team_that_receives_it_is_offered_that(desk: Desk) -> None:
    team_id = desk.office.team_id
    assert path_for(team_id) in actions(desk.lead.get(TEAM))
    assert path_for(team_id) not in actions(desk.karim.get(TEAM))
    assert path_for(desk.other_team) not in actions(desk.sara.get(TEAM))
    fields = {**desk.lead.get(TEAM).form(path_for(team_id)), "to": str(desk.other_team), "current": PASSWORD}
    desk.lead.post(path_for(team_id), fields)
    assert path_for(team_id) not in actions(desk.lead.get(TEAM))
    desk.lead.post(path_for(team_id), fields, 409)
    theirs = {**desk.sara.get(TEAM).form(path_for(desk.other_team)), "to": str(desk.other_team), "current": PASSWORD}
    desk.sara.post(path_for(team_id), theirs, 404)


def test_the_password_and_a_team_are_asked_for(desk: Desk) -> None:
    team_id = desk.office.team_id
    form = desk.lead.get(TEAM).form(path_for(team_id))
    for fields in ({"to": str(desk.other_team), "current": ""}, {"to": str(desk.other_team), "current": "wrong"},
                   {"to": "", "current": PASSWORD}):
        page = desk.lead.post(path_for(team_id), {**form, **fields}, 422)
        assert page.title.startswith("Error")
        assert desk.app.extensions["intake"].trust.pins.teams()
    desk.lead.post(path_for(team_id), {**form, "to": str(team_id), "current": PASSWORD}, 409)
    desk.lead.post(path_for(team_id), {**form, "to": "7", "current": PASSWORD}, 404)
    with desk.office.house.stores.reading() as work:
        assert desk.app.extensions["intake"].trust.route(work.main, CONTACT).team_id == team_id


def actions(page: Page) -> set[str]:
    return {form.action for form in page.forms}
