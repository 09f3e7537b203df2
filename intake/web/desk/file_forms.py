"""The forms about files of a case."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from intake.web.forms import Needed, StaffForm, text_limit

_NOTE_LIMIT = 200


class SaveForm(StaffForm):
    """That the file is wanted as it is."""

    endpoint = "desk.save_file"


class SaveAllForm(StaffForm):
    """That all files of the case are wanted as they are."""

    endpoint = "desk.save_files"


class ContentNoteForm(StaffForm):
    """What to know before one looks at a file."""

    endpoint = "desk.note_content"
    note = StringField(_l("What to know before looking"),
                       [Needed(_l("Write something first.")), text_limit(_NOTE_LIMIT)])


class RemoveNoteForm(StaffForm):
    """That a content note is to go."""

    endpoint = "desk.remove_content_note"
