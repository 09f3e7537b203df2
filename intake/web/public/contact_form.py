"""The form of a first enquiry, made from its questionnaire: what it asks, and what it lets pass.

Only the message must hold something. A check here helps somebody not to lose their way back; it never keeps anybody
out, so whatever reads like a description passes.
"""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from intake.cases.submit import Enquiry
from intake.questionnaires import answers
from intake.questionnaires.definition import CALLED, CONTACT, FOR_WHOM, MESSAGE, Questionnaire
from intake.questionnaires.kept import ENTRANCES
from intake.questionnaires.safe_contact import contact_from
from intake.web.forms import PublicForm


class ContactForm(PublicForm):
    """What a person may tell us at first. `entrance` is the number that an address says it by."""

    questionnaire: Questionnaire
    website = StringField(_l("Please leave this empty"))
    entrance = HiddenField()
    version = HiddenField()

    def caught(self) -> bool:
        """Whether the trap was filled in. It is emptied, so that a person whose browser filled it can go on."""
        filled = bool(self.website.data)
        self.website.data = ""
        return filled

    def enquiry(self, language: str) -> Enquiry:
        """What was written, as the core takes it."""
        asked = self.questionnaire
        given = answers.kept(asked, {each.name: self[each.name].answer for each in asked.questions})
        whom = given.get(FOR_WHOM, "") or asked.entrance()
        return Enquiry(
            message=self[MESSAGE].words, for_whom=whom if whom in ENTRANCES else "", called=given.get(CALLED, ""),
            contact=contact_from(given.get(CONTACT, {})), language=language, form=asked.form, version=asked.version,
            given=given,
        )
