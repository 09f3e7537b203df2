"""Colleagues are named in the order of the page's language, not of the database, and for all teams at once."""

import re

from sqlalchemy import update

from intake.accounts import founding
from intake.accounts.models import Staff
from tests.web.desk.conftest import Desk

NAMING = re.compile(r"AS holds|FROM staff\s+WHERE staff.state")


def test_colleagues_stand_in_the_order_of_the_persian_alphabet(desk: Desk) -> None:
    reference = desk.case()
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language="fa"))
        for person, name in ((desk.karim, "تارا"), (desk.lead, "پری")):
            work.main.execute(update(Staff).where(Staff.id == person.id).values(name=name))
    html = desk.lead.open(reference).html
    choices = html.split('name="colleague"', 1)[1].split("</select>", 1)[0]
    assert re.findall("تارا|پری", choices) == ["پری", "تارا"]
    members = desk.karim.get("/desk/team").html.split("<main", 1)[1]
    assert members.index("پری") < members.index("تارا")


def test_another_team_costs_no_statement_more_for_naming_its_people(desk: Desk) -> None:
    counts: dict[str, list[int]] = {"/admin/": [], "/desk/team": []}
    for slug in ("night", "day"):
        for path, worker in (("/admin/", desk.administrator), ("/desk/team", desk.lead)):
            worker.get(path)
            with desk.counted() as statements:
                worker.get(path)
            counts[path].append(len([each for each in statements if NAMING.search(each)]))
        with desk.office.house.stores.changing() as work:
            founding.found_team(work, desk.office.desk.actor, desk.office.desk.keyring, "One more", slug)
    assert counts == {"/admin/": [1, 1], "/desk/team": [2, 2]}, "who is inside, and for leads who is not"
