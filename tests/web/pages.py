"""Reading a page in tests as its reader would: title, language, forms and what stands in them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, and what its fields hold as a browser would send them.

    `names` are those of all its fields, of choices too that nobody made and that are therefore not sent.
    """

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)


class Page(HTMLParser):
    """A parsed page. `texts` holds the text of each element with an id, `words` what people wrote, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.title = ""
        self.language = ""
        self.direction = ""
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.texts: dict[str, str] = {}
        self.words: list[str] = []
        self._open: list[tuple[str, str, frozenset[str]]] = []
        self._area: str | None = None
        self._choosing = ""
        self._form: Form | None = None
        self.feed(html)
        self.close()

    def form(self, action: str) -> dict[str, str]:
        """A copy of the fields of the form that goes to `action`."""
        return dict(next(form.fields for form in self.forms if form.action == action and form.method == "post"))

    def sent(self, action: str) -> dict[str, str | list[str]]:
        """The same, with every value of a name that stands there more than once."""
        form = next(form for form in self.forms if form.action == action and form.method == "post")
        return {name: form.inputs[name] if len(form.inputs.get(name, ())) > 1 else value
                for name, value in form.fields.items()}

    def text_of(self, element_id: str) -> str:
        """The text of the element with this id, as it stands."""
        return self.texts[element_id]

    def has(self, element_id: str) -> bool:
        """Whether there is an element with this id."""
        return element_id in self.texts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what a reader could use."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language, self.direction = given.get("lang", ""), given.get("dir", "")
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        if tag == "a":
            self.links.append(given.get("href", ""))
        if "id" in given:
            self.texts[given["id"]] = ""
        self._take_field(tag, given)
        if tag not in _EMPTY:
            classes = frozenset(given.get("class", "").split())
            self._open.append((tag, given.get("id", ""), classes))
            if "words" in classes:
                self.words.append("")

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self._form = None
        if tag == "textarea" and self._area is not None and self._form is not None:
            written = self._form.fields[self._area].replace("\r\n", "\n")
            self._form.fields[self._area] = written.removeprefix("\n")  # a browser's rule for the tag's own line
            self._area = None
        if any(name == tag for name, _, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text belongs to every open element with an id."""
        for tag, element_id, _ in self._open:
            if element_id:
                self.texts[element_id] += data
            if tag == "title":
                self.title += data
        if self._area is not None and self._form is not None:
            self._form.fields[self._area] += data
        if any("words" in classes for _, _, classes in self._open):
            self.words[-1] += data

    def _take_field(self, tag: str, given: dict[str, str]) -> None:
        if self._form is None:
            return
        if tag == "option" and ("selected" in given or self._choosing not in self._form.fields):
            self._form.fields[self._choosing] = given.get("value", "")
        if "name" not in given:
            return
        if tag in {"textarea", "select", "input"}:
            self._form.names[given["name"]] = None
        if tag == "textarea":
            self._area = given["name"]
            self._form.fields[self._area] = ""
        elif tag == "select":
            self._choosing = given["name"]
        elif tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self._form.fields[given["name"]] = given.get("value", "")
            self._form.inputs.setdefault(given["name"], []).append(given.get("value", ""))


_EMPTY = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "path", "circle"})

