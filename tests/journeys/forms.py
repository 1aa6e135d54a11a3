"""Forms as a browser without JavaScript reads them: only what is on the page can be sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_TEXTS = {"text", "search", "tel", "email", "number", "password", "url", "date", "time"}
_TEXTS |= {"datetime-local", "textarea", "file"}
_TICKED = {"checkbox", "radio"}
Attributes = dict[str, str]


@dataclass
class Entry:
    """One thing in a form that has a name."""

    name: str
    kind: str
    value: str = ""
    is_on: bool = True
    is_required: bool = False
    options: list[str] = field(default_factory=list)


@dataclass
class Button:
    """A way to send a form."""

    name: str
    value: str
    action: str
    is_free: bool
    words: str = ""


class Form:
    """A form with its fields and buttons; filling in what is not there fails."""

    def __init__(self, attributes: Attributes, here: str) -> None:
        self.id = attributes.get("id", "")
        self.method = attributes.get("method", "get").lower()
        self.action = attributes.get("action") or here
        self.is_free = "novalidate" in attributes
        self.entries: list[Entry] = []
        self.buttons: list[Button] = []

    def named(self, name: str) -> list[Entry]:
        """What stands under this name."""
        found = [entry for entry in self.entries if entry.name == name]
        assert found, f"no field {name!r}, only {sorted({e.name for e in self.entries})}"
        return found

    def options(self, name: str) -> list[str]:
        """What may be chosen."""
        return [v for e in self.named(name) for v in (e.options or [e.value]) if v]

    def fill(self, **values: object) -> Form:
        """Type, choose or tick; a choice that is not offered fails."""
        for name, value in values.items():
            entries = self.named(name)
            if entries[0].kind in _TICKED:
                self._tick(entries, value)
            elif entries[0].kind == "select":
                self._choose(entries[0], str(value))
            else:
                assert entries[0].kind in _TEXTS, f"nobody can type into {name!r}"
                entries[0].value = value  # type: ignore[assignment]
        return self

    def _tick(self, entries: list[Entry], value: object) -> None:
        wanted = set(map(str, value)) if isinstance(value, list) else {str(value)}
        if isinstance(value, bool):
            wanted = {entries[0].value} if value else set()
        missing = wanted - {entry.value for entry in entries}
        assert not missing, f"{entries[0].name} offers no {sorted(missing)}"
        for entry in entries:
            entry.is_on = entry.value in wanted

    def _choose(self, entry: Entry, value: str) -> None:
        assert value in entry.options, f"{entry.name} offers {entry.options}, not {value!r}"
        entry.value = value

    def sent(self, press: str = "") -> tuple[str, str, dict[str, list[object]]]:
        """Method, url and data when this button (value or words; the first one) is pressed."""
        button = self._button(press)
        if not (self.is_free or button.is_free):
            self._complain()
        data: dict[str, list[object]] = {}
        for name, value in self._pairs(button):
            data.setdefault(name, []).append(value)
        return self.method, button.action or self.action, data

    def _button(self, press: str) -> Button:
        found = [b for b in self.buttons if not press or press in (b.value, b.words)]
        assert found, f"no button {press!r}, only {[b.words for b in self.buttons]}"
        return found[0]

    def _pairs(self, button: Button) -> Iterator[tuple[str, object]]:
        for entry in self.entries:
            if entry.kind not in _TICKED or entry.is_on:
                yield entry.name, entry.value
        if button.name:
            yield button.name, button.value

    def _complain(self) -> None:
        """A browser does not send a form in which something required is missing."""
        for entry in (e for e in self.entries if e.is_required):
            same = self.named(entry.name)
            is_there = entry.value if entry.kind not in _TICKED else any(e.is_on for e in same)
            assert is_there, f"the browser asks for {entry.name!r}"


class Page(HTMLParser):
    """What a page offers: its forms, its links, its heading and its title."""

    def __init__(self, text: str, here: str) -> None:
        super().__init__()
        self.text, self.here = text, here
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.title = ""
        self._open: Form | None = None
        self._select: Entry | None = None
        self._long: Entry | None = None
        self._pressed: Button | None = None
        self._in_title = False
        self._elsewhere: list[tuple[str, Entry]] = []
        self.feed(text)
        for owner, entry in self._elsewhere:
            next(form for form in self.forms if form.id == owner).entries.append(entry)

    def form(self, action: str = "", *, having: str = "") -> Form:
        """The form sent to a url with this ending, having a field of this name."""
        for form in self.forms:
            is_there = form.action.endswith(action) or any(
                button.action.endswith(action) for button in form.buttons if button.action
            )
            if is_there and (not having or any(e.name == having for e in form.entries)):
                return form
        raise AssertionError(f"no form to {action!r}, only {[f.action for f in self.forms]}")

    def offers(self, action: str) -> bool:
        """Whether a form or a link leads to a url with this ending."""
        forms = any(form.action.endswith(action) for form in self.forms)
        return forms or any(link.endswith(action) for link in self.links)

    def link(self, part: str) -> str:
        """The first link whose url has this part."""
        found = [link for link in self.links if part in link]
        assert found, f"no link with {part!r}, only {sorted(set(self.links))}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a form, or add what stands in it."""
        given = {name: value or "" for name, value in attrs}
        opens = {"form": self._form, "input": self._input, "button": self._button}
        opens |= {"select": self._choices, "option": self._option, "textarea": self._textarea}
        if tag in opens:
            opens[tag](given)
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "title":
            self._in_title = not self.title

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._long:
            self._long.value = self._long.value.removeprefix("\n")
            self._long = None
        elif tag == "button":
            self._pressed = None
        elif tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        """Words of a text field, a button or the title."""
        if self._long:
            self._long.value += data
        elif self._pressed:
            self._pressed.words += data.strip()
        elif self._in_title:
            self.title += data

    def _form(self, given: Attributes) -> None:
        self._open = Form(given, self.here)
        self.forms.append(self._open)

    def _add(self, given: Attributes, entry: Entry) -> Entry:
        entry.is_required = "required" in given
        if not entry.name or "disabled" in given:
            return entry
        if given.get("form"):
            self._elsewhere.append((given["form"], entry))
        elif self._open:
            self._open.entries.append(entry)
        return entry

    def _input(self, given: Attributes) -> None:
        kind = given.get("type", "text")
        if kind == "submit":
            self._button(given)
            return
        value = given.get("value", "on" if kind in _TICKED else "")
        self._add(given, Entry(given.get("name", ""), kind, value, "checked" in given))

    def _textarea(self, given: Attributes) -> None:
        self._long = self._add(given, Entry(given.get("name", ""), "textarea"))

    def _choices(self, given: Attributes) -> None:
        self._select = self._add(given, Entry(given.get("name", ""), "select"))

    def _option(self, given: Attributes) -> None:
        if self._select is None:
            return
        value = given.get("value", "")
        if not self._select.options or "selected" in given:
            self._select.value = value
        self._select.options.append(value)

    def _button(self, given: Attributes) -> None:
        if self._open is None or given.get("type", "submit") != "submit":
            return
        is_free = "formnovalidate" in given
        action = given.get("formaction", "")
        self._pressed = Button(given.get("name", ""), given.get("value", ""), action, is_free)
        self._open.buttons.append(self._pressed)
