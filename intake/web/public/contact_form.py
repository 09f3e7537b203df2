"""The form of a first enquiry, made from its questionnaire: what it asks, and what it lets pass.

Only the message must hold something. A check here helps somebody not to lose their way back; it never keeps anybody
out, so whatever reads like a description passes.
"""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from intake.cases.submit import Enquiry
from intake.questionnaires.definition import Questionnaire
from intake.web.asking import enquiry_of
from intake.web.forms import PublicForm


class ContactForm(PublicForm):
    """What a person may tell us at first. `entrance` is the number that an address says it by; `again` is filled on a
    page that was shown once more because of how the form was sent. What is hidden has an empty label, or WTForms would
    make one up and translate it.
    """

    questionnaire: Questionnaire
    website = StringField(_l("Please leave this empty"))
    again = HiddenField("")
    entrance = HiddenField("")
    version = HiddenField("")

    def caught(self) -> bool:
        """Whether the trap was filled in. It is emptied, so that a person whose browser filled it can go on."""
        filled = bool(self.website.data)
        self.website.data = ""
        return filled

    def enquiry(self, language: str) -> Enquiry:
        """What was written, as the core takes it."""
        return enquiry_of(self.questionnaire, self, language)
