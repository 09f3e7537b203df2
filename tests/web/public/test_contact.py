"""The contact form: what arrives is what was typed, once, and nothing typed is ever lost."""

from tests.web.conftest import Office
from tests.web.visitor import Visitor


def test_an_enquiry_becomes_a_case_and_a_receipt(visitor: Visitor, office: Office) -> None:
    sent = visitor.send("My brother has not called since spring.", for_whom="someone", called="M.")
    assert sent.code.split() == [group for group in sent.code.split() if len(group) == 4]
    assert len(sent.code.split()) == 6
    [(summary, entries)] = office.arrived().values()
    assert [entry.text for entry in entries] == ["My brother has not called since spring."]
    assert (summary.for_whom, summary.called, summary.contact_way) == ("someone", "M.", "return")
