"""A code that somebody of the staff handed out on the telephone, for tests of what its holder then meets."""

from flask import Flask

from intake.web.cookies import SESSION
from tests.web.conftest import Office
from tests.web.visitor import Visitor


def hand_out(app: Flask, office: Office, message: str = "He calls from a neighbour's.") -> str:
    """The lead takes an enquiry down, and reads out the code that the page shows."""
    lead = Visitor(app)
    lead.browser.set_cookie(SESSION, office.crew.session, domain="localhost")
    fields = {**lead.get("/desk/new").form("/desk/new"), "message": message, "hand_out": "y"}
    return lead.post("/desk/new", fields, 200).text_of("receipt-code")
