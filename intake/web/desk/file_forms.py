"""The forms about files of a case."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from intake.web.forms import Needed, StaffForm, text_limit

_NOTE_LIMIT = 200


class FileForm(StaffForm):
    """A form about files. Several stand on one page, so their fields must not share an id."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for each in self:
            each.id = each.label.field_id = f"{self.endpoint.rpartition('.')[2]}-{each.short_name}"


class SaveForm(FileForm):
    """That the file is wanted as it is."""

    endpoint = "desk.save_file"


class SaveAllForm(FileForm):
    """That all files of the case are wanted as they are."""

    endpoint = "desk.save_files"


class ContentNoteForm(FileForm):
    """What to know before one looks at a file."""

    endpoint = "desk.note_content"
    note = StringField(_l("What to know before looking"),
                       [Needed(_l("Write something first.")), text_limit(_NOTE_LIMIT)])


class RemoveNoteForm(FileForm):
    """That a content note is to go."""

    endpoint = "desk.remove_content_note"


@dataclass(frozen=True, slots=True)
class FileForms:
    """The forms on the page of a file: new ones, but for one that came back."""

    saving: SaveForm = field(default_factory=SaveForm)
    noting: ContentNoteForm = field(default_factory=ContentNoteForm)
    removing: RemoveNoteForm = field(default_factory=RemoveNoteForm)

    @property
    def failed(self) -> bool:
        """Whether one of them came back."""
        return bool(self.saving.errors or self.noting.errors or self.removing.errors)
