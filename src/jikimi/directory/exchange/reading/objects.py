"""JSON of any version: one object, a full object, a page of objects, a list, one per line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from jikimi.directory.exchange.reading.errors import ReadError
from jikimi.directory.exchange.reading.files import Found, text_of
from jikimi.directory.exchange.reading.older import Taking, known_names, known_words
from jikimi.directory.exchange.reading.package import Reject, Row, Where
from jikimi.directory.exchange.reading.standard import columns, tables
from jikimi.directory.exchange.reading.trees import is_tree, take_tree
from jikimi.directory.exchange.reading.words import table_word
from jikimi.directory.tables import table_rows

_PAGES = ("contents", "content")
_DEEPEST = 40
# The order in which an object that may be several things is taken to be one of them.
_ROOTS = (
    "organization",
    "service",
    "service_at_location",
    "location",
    "taxonomy_term",
    "taxonomy",
    *sorted(known_words()),
)


class Nested(NamedTuple):
    """What stands under a key of an object. link: the key of the child or, for one, of the row."""

    table: str
    is_list: bool
    link: str


def take_objects(file: Found, taking: Taking) -> None:
    """Take in everything a JSON file holds. Raises ReadError when it is none."""
    for line, data in _documents(file):
        _take_document(data, taking, Where(file.name, line), hint=file.stem)


def _documents(file: Found) -> Iterator[tuple[int, Any]]:
    """The document of a file; or its lines, when each is one."""
    text = text_of(file)
    try:
        yield 0, json.loads(text)
        return
    except (ValueError, RecursionError) as error:
        broken = getattr(error, "lineno", 1)
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) < 2 or not lines[0][1].rstrip().endswith("}"):
        raise ReadError("json_broken", Where(file.name, broken))
    for number, line in lines:
        try:
            yield number, json.loads(line)
        except ValueError:
            raise ReadError("json_broken", Where(file.name, number)) from None


def _take_document(data: Any, taking: Taking, where: Where, *, hint: str) -> None:
    if isinstance(data, dict) and is_tree(data):
        take_tree(data, taking, where)
    elif isinstance(data, dict) and data and all(key.endswith(".csv") for key in data):
        _take_tables(data, taking, where)
    else:
        for at, one in enumerate(_items(data)):
            number = where.row or (at + 1 if isinstance(data, list) else 0)
            _take_item(one, taking, where._replace(row=number), at, hint)


def _items(data: Any) -> list[Any]:
    if isinstance(data, list):
        return data
    for key in _PAGES:
        if isinstance(data, dict) and isinstance(data.get(key), list):
            return list(data[key])
    return [data]


def _take_tables(data: Mapping[str, Any], taking: Taking, where: Where) -> None:
    """A whole tabular package in one document: `{"phones.csv": [{…}, …]}`."""
    for name, rows in data.items():
        word = table_word(name.removesuffix(".csv"))
        for at, one in enumerate(rows):
            place = Where(f"{where.file}/{name}", at + 1)
            taking.package.records += 1
            if word is None or not isinstance(one, dict):
                _refuse(taking, "object_unknown", one, place)
            else:
                taking.take(word, one, place, at)


def _take_item(one: Any, taking: Taking, where: Where, at: int, hint: str) -> None:
    taking.package.records += 1
    word = _word_of(one, hint) if isinstance(one, dict) else None
    if word is None:
        _refuse(taking, "object_unknown", one, where)
    else:
        take_nested(taking, word, one, where, at)


def _refuse(taking: Taking, code: str, one: Any, where: Where) -> None:
    cells = one if isinstance(one, dict) else {"value": one}
    taking.package.rejects.append(Reject(code, "", where, cells))


def take_nested(
    taking: Taking, word: str, given: Mapping[str, Any], where: Where, at: int, depth: int = 0
) -> Row | None:
    """Take in an object and everything nested in it; each becomes a row with its keys."""
    if depth > _DEEPEST:
        raise ReadError("json_too_deep", where)
    values: dict[str, Any] = {}
    lists: list[tuple[str, Nested, list[Any]]] = []
    for name, value in given.items():
        nested = _nested(word, name)
        if nested is None or not isinstance(value, list | dict):
            values[name] = value
        elif isinstance(value, dict) and not nested.is_list:
            column = where._replace(column=_path(where, name))
            child = take_nested(taking, nested.table, value, column, 0, depth + 1)
            values |= {nested.link: child.id} if child else {}
        else:
            lists.append((name, nested, value if isinstance(value, list) else [value]))
    row = taking.take(word, _without_nested(word, values), where, at)
    if row is not None:
        _take_lists(taking, row, lists, where, depth)
    return row


def _take_lists(
    taking: Taking,
    row: Row,
    lists: list[tuple[str, Nested, list[Any]]],
    where: Where,
    depth: int,
) -> None:
    for name, nested, items in lists:
        for at, one in enumerate(items):
            place = where._replace(column=_path(where, f"{name}[{at}]"))
            if not isinstance(one, dict):
                _refuse(taking, "object_unknown", one, place)
                continue
            under = _under(one, nested.link or f"{row.table}_id", row.id)
            take_nested(taking, nested.table, under, place, at, depth + 1)


def _under(one: Mapping[str, Any], link: str, parent: str) -> dict[str, Any]:
    """A nested object with the key of the row it stands in, unless it names one itself."""
    return {**one, link: one.get(link) or parent}


def _without_nested(word: str, values: dict[str, Any]) -> dict[str, Any]:
    """Leave out `organization: null` and the like: nothing is nested there."""
    return {n: v for n, v in values.items() if not (v is None and _nested(word, n))}


def _path(where: Where, name: str) -> str:
    return f"{where.column}.{name}" if where.column else name


@cache
def _nested(word: str, name: str) -> Nested | None:
    """What stands under a key of a table: as 3.2.3 has it, or as an older version had it."""
    field = tables().get(word, {}).get(name)
    if field and field.kind == "list":
        link = {"attribute": "link_id", "metadata": "resource_id"}.get(field.to, "")
        return Nested(field.to, True, link)
    if field and field.kind == "one":
        link = "taxonomy_id" if name == "taxonomy_detail" else f"{name}_id"
        return Nested(field.to, False, link)
    if field and name in columns(word):
        return None
    return _older_nesting().get(name)


@cache
def _older_nesting() -> dict[str, Nested]:
    return {
        row["key"]: Nested(row["table"], row["shape"] == "list", row["link"])
        for row in table_rows("older_nesting")
    }


def _word_of(one: Mapping[str, Any], hint: str) -> str | None:
    """Which table an object is of: the one that knows most of its keys; None when none knows half.

    hint: the name of the file, which decides between equals.
    """
    keys = frozenset(name for name in one if not name.startswith("_"))
    if not keys.intersection(("id", "name")) or not keys:
        return None
    named = table_word(hint.removesuffix("_list").removesuffix("_full"))
    best = min(_ROOTS, key=lambda word: (len(keys - _keys(word)), word != named))
    return best if len(keys - _keys(best)) * 2 <= len(keys) else None


@cache
def _keys(word: str) -> frozenset[str]:
    return known_names(word) | _older_nesting().keys()
