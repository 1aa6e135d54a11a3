"""One reader per column: from the cell to the text that COPY takes, or the reason why not."""

import re
from collections.abc import Callable, Mapping

from jikimi.cases.intake import cells, instants
from jikimi.cases.intake.addresses import RoadAddress, road_address
from jikimi.cases.intake.columns import FIELDS
from jikimi.cases.intake.lists import (
    Lists,
    spans_by_kind_name,
    station_codes,
    without_spaces,
)
from jikimi.cases.intake.reasons import CellError

Reader = Callable[[str], str]

# In front of the reason in place of a value.  No value can hold it: cells are rid of it on reading.
REFUSED = "\x00"
_ROOM = 4_096  # cells remembered per column, so that memory stays bounded
_ESCAPES = {ord("\\"): "\\\\", ord("\t"): "\\t", ord("\n"): "\\n", ord("\r"): "\\r"}
_ESCAPED = re.compile(r"\\([\\tnr])")
_PLAIN = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
_NEVER = "9999"
NO_PLACE = "\t" * len(RoadAddress._fields)


class Remembered(dict[str, str]):
    """What each cell of a column reads as; forgets everything when the room is used up."""

    __slots__ = ("_read", "_room")

    def __init__(self, read: Reader, *, room: int = _ROOM) -> None:
        self._read = told(read)
        self._room = room

    def __missing__(self, cell: str) -> str:
        value = self._read(cell)
        if len(self) >= self._room:
            self.clear()
        self[cell] = value
        return value


def told(read: Reader) -> Reader:
    """The same reader, giving REFUSED and the reason where that one raises it."""

    def read_or_tell(cell: str) -> str:
        try:
            return read(cell)
        except CellError as reason:
            return REFUSED + reason.code

    return read_or_tell


def escaped(value: str) -> str:
    """A text as COPY takes it."""
    return value.translate(_ESCAPES) if "\\" in value or not value.isprintable() else value


def unescaped(value: str) -> str:
    """A text as it was before `escaped`."""
    return _ESCAPED.sub(lambda found: _PLAIN[found[1]], value) if "\\" in value else value


def readers(lists: Lists) -> dict[str, Reader]:
    """The reader of every field except the kind, whose meaning may hang on the day."""
    return {
        "external_number": cells.external_number,
        "received_at": _received_at(lists),
        "response_code": cells.response_code,
        "station": _station(lists),
        "police_box": _words("police_box", cells.short_text),
        "place": _place,
        "legal_dong_code": _legal_dong_code(lists),
        "reporter_kind": _listed("reporter_kind", lists.reporter_kinds),
        **_party("victim"),
        **_party("suspect"),
        "relation": _listed("relation", lists.relations),
        **{name: _words(name, cells.text) for name in ("action_taken", "outcome", "summary")},
    }


def _party(party: str) -> dict[str, Reader]:
    return {
        f"{party}_name": _words(f"{party}_name", cells.name),
        f"{party}_sex": cells.sex,
        f"{party}_born_on": cells.written_birth_date,
        f"{party}_phone": cells.phone,
    }


def kind_readers(lists: Lists) -> tuple[Reader, Callable[[str, str], str]]:
    """Two readers that give `kind TAB name of the time`.

    The first takes a kind cell and gives nothing when the meaning hangs on the day of the report;
    the second takes the cell and that day.
    """
    spans_by_name = spans_by_kind_name(lists.kinds)

    def read(cell: str) -> str:
        name = without_spaces(cell)
        if name not in spans_by_name:
            raise CellError("kind_unknown" if name else "empty")
        return _meaning(name, {kind for _, _, kind in spans_by_name[name]})

    def read_on(cell: str, day: str) -> str:
        name = without_spaces(cell)
        spans = spans_by_name[name]
        if day[0] == REFUSED:
            return name  # the row is refused for its time already
        then = {kind for first, last, kind in spans if first <= day <= last}
        return _meaning(name, then) or REFUSED + "kind_not_then"

    return read, read_on


def _meaning(name: str, kinds: set[str]) -> str:
    return f"{min(kinds)}\t{name}" if len(kinds) == 1 else ""


def settled_birth(written: str, day: str) -> str:
    """A birth date beside the day of its report, with its century; refusals and blanks stay."""
    if not written or written[0] == REFUSED or day[0] == REFUSED:
        return written
    try:
        return cells.settled_birth_date(written, received_on=day)
    except CellError as reason:
        return REFUSED + reason.code


def _words(field: str, read: Reader) -> Reader:
    """A reader of words, escaped; longer words than the field can store are refused."""
    longest = FIELDS[field].longest

    def read_words(cell: str) -> str:
        words = read(cell) if cell else ""
        if len(words) > longest:
            raise CellError("too_long")
        return escaped(words)

    return read_words


def _place(cell: str) -> str:
    place = " ".join(cells.short_text(cell).split())
    if len(place) > FIELDS["place"].longest:
        raise CellError("too_long")
    return "\t".join(map(escaped, (place, *road_address(place))))


def _received_at(lists: Lists) -> Reader:
    latest = latest_instant(lists)

    def read(cell: str) -> str:
        text = instants.instant_text(cell)
        if text > latest:
            raise CellError("instant_in_future")
        return text

    return read


def latest_instant(lists: Lists) -> str:
    """The last instant that may stand in the file, written as all of them are read."""
    if lists.not_after is None:
        return _NEVER
    return f"{lists.not_after.astimezone(instants.KOREA):%Y-%m-%d %H:%M:%S}+09"


def _station(lists: Lists) -> Reader:
    read_any = _listed("station", station_codes(lists.stations), unknown="station_unknown")

    def read(cell: str) -> str:
        code = read_any(cell)
        if lists.own_stations is not None and code not in lists.own_stations:
            raise CellError("station_other")
        return code

    return read


def _legal_dong_code(lists: Lists) -> Reader:
    known = lists.legal_dong_codes
    if known is None:
        return cells.legal_dong_code

    def read(cell: str) -> str:
        code = cells.legal_dong_code(cell)
        if code and code not in known:
            raise CellError("legal_dong_unknown")
        return code

    return read


def _listed(field: str, codes: Mapping[str, str], *, unknown: str = "word_unknown") -> Reader:
    """A reader of a closed list; an empty list of a field that is not needed keeps the words."""
    needed = FIELDS[field].required
    if not codes and not needed:
        return _words(field, cells.short_text)
    plain = {without_spaces(word): code for word, code in codes.items()}

    def read(cell: str) -> str:
        word = without_spaces(cell)
        if word in plain:
            return plain[word]
        if word in ("", "-") and not needed:
            return ""
        raise CellError("empty" if not word else unknown)

    return read
