"""Wherever colleagues are named, they stand in the order of the page's language, not of the database."""

import re

from sqlalchemy import update

from intake.accounts.models import Staff
from tests.web.desk.conftest import Desk


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
