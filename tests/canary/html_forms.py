"""The forms of a page as a browser sees them: what can be filled in, what stands there, and where it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]


@dataclass
class Input:
    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    is_set: bool = False


@dataclass
class HtmlForm:
    action: str
    method: str
    inputs: dict[str, Input] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, other action

    def filled(self) -> dict[str, str]:
        """Filled in as somebody would who wants it to be taken."""
        return {one.name: value for one in self.inputs.values() if (value := likely(one))}


def likely(one: Input) -> str:
    """What stands there, the first choice, or something that fits."""
    if one.value or one.kind in ("hidden", "search") or one.name == "answer_by":
        return one.value
    if "typed" in one.options:
        return "typed"  # a place to write in
    if one.options:
        return next((option for option in one.options if option), "")
    guesses = {"email": "ny@af.example", "date": "2027-03-18", "password": "en lång fras av ord"}
    by_name = {
        "place": "Salen",
        "starts": "09.00",
        "ends": "10.00",
        "name": "Ny Person",
        "function": "handläggare",
        "link": "",
        "hosts": "video.example",
    }
    if one.kind in guesses:
        return guesses[one.kind]
    if "date" in one.name or one.name in ("on", "since", "starts_on", "first_on", "last_on", "valid_until"):
        return "2027-03-18"
    return by_name.get(one.name, "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self.text: Input | None = None
        self.select: Input | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(HtmlForm(given.get("action", ""), given.get("method", "get").upper()))
        elif self.forms and tag in ("input", "textarea", "select", "button", "option"):
            getattr(self, f"_{tag}")(self.forms[-1], given)

    def _input(self, form: HtmlForm, given: Attributes) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if kind in ("submit", "button", "image"):
            self._button(form, given)
        elif name and kind in ("radio", "checkbox"):
            one = form.inputs.setdefault(name, Input(name, kind))
            one.options.append(given.get("value", "on"))
            if "checked" in given:
                one.value = given.get("value", "on")
        elif name:
            form.inputs.setdefault(name, Input(name, kind, given.get("value", "")))

    def _button(self, form: HtmlForm, given: Attributes) -> None:
        form.buttons.append((given.get("name", ""), given.get("value", ""), given.get("formaction", "")))

    def _textarea(self, form: HtmlForm, given: Attributes) -> None:
        self.text = form.inputs.setdefault(given["name"], Input(given["name"], "textarea"))

    def _select(self, form: HtmlForm, given: Attributes) -> None:
        self.select = form.inputs.setdefault(given["name"], Input(given["name"], "select"))

    def _option(self, form: HtmlForm, given: Attributes) -> None:
        if self.select is None:
            return
        self.select.options.append(given.get("value", ""))
        if "selected" in given:
            self.select.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.text = None
        if tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.value += data.strip()


def forms_of(page: str) -> list[HtmlForm]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms
