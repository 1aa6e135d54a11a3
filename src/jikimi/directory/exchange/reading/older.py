"""Rows under the names of any version of the standard, taken in under those of 3.2.3.

What is renamed, moved or left is written in older_names.csv: way tells how.

    name         the same value under another name
    append       a line added to a text
    child        each part of the cell becomes a row of another table
    attribute    each part becomes an attribute with a label
    term         each part becomes a word of a list and an attribute that names it
    leave        not taken in; listed
    onto         (a whole table) its fields belong to the row it hangs on
    the others   see ways.py
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from jikimi.directory.exchange.reading.ids import Ids
from jikimi.directory.exchange.reading.package import Package, Row, Where, made_id
from jikimi.directory.exchange.reading.standard import columns, field_of, tables
from jikimi.directory.exchange.reading.ways import AFTER, VALUES, Later
from jikimi.directory.tables import table_rows

# Before the names of what the Korean profile adds, in what we hand out.
OURS = "kr_"
# Tables that were several once, each with ids of its own.
_OF_SEVERAL = frozenset(["address", "schedule", "attribute"])


class Rule(NamedTuple):
    """What becomes of an old table or of one of its fields."""

    way: str
    to: str
    more: str
    when: frozenset[str]


class Taking:
    """Takes rows in one by one, whatever version they are of."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.ids = Ids(package)
        self.words: dict[tuple[str, str], str] = {}
        self.waiting: list[tuple[str, str, dict[str, Any], Where]] = []

    def take(self, word: str, given: Mapping[str, Any], where: Where, at: int = 0) -> Row | None:
        """Take one row in; None when it is left out or belongs onto another."""
        rule = table_rule(word, given)
        if rule and rule.way == "leave":
            return None
        if rule and rule.way == "onto":
            self.waiting.append((word, rule.to, dict(given), where))
            return None
        table = rule.to if rule else word
        values, later = self._values(word, table, given, where)
        if rule:
            values = _fixed(rule.more) | values
        row = self.ids.row(table, values, where, at)
        self._tell_apart(word, row)
        return self._add(row, later)

    def finish(self) -> None:
        """Put what hangs on another row onto it, now that all rows are there."""
        for word, table, given, where in self.waiting:
            key = self.ids.key(table, given.pop(f"{table}_id", None) or "")
            row = self.package.rows[table].get(key)
            given.pop("id", None)
            if row is None:
                lost = Row(table, "", {}, where)
                self.package.note(lost, "dangling_key", f"{table}_id", given)
                continue
            values, _later = self._values(word, table, given, where)
            for name, value in values.items():
                _put(row.values, name, value, is_text=field_of(table, name).kind == "text")
        self.waiting.clear()

    def _values(
        self, word: str, table: str, given: Mapping[str, Any], where: Where
    ) -> tuple[dict[str, Any], list[Later]]:
        values: dict[str, Any] = {}
        later: list[Later] = []
        for given_name, value in given.items():
            name = given_name.removeprefix(OURS)
            rule = _field_rules().get((word, name)) or _field_rules().get((table, name))
            if name in columns(table) and not (rule and word != table):
                values.setdefault(name, value)
            elif rule is None:
                self._unknown(table, name, value, where)
            elif value not in (None, ""):
                self._ruled(rule, values, later, name, value)
        return values, later

    def _ruled(
        self, rule: Rule, values: dict[str, Any], later: list[Later], name: str, value: Any
    ) -> None:
        if rule.way == "name":
            values[rule.to] = value
        elif rule.way == "append":
            text = f"{rule.more}: {value}" if rule.more else str(value)
            _put(values, rule.to, text, is_text=True)
        elif rule.way in VALUES:
            values.update(VALUES[rule.way](rule.to, value))
        elif rule.way in AFTER:
            later.append(Later(rule.way, rule.to, rule.more, name, value))

    def _tell_apart(self, word: str, row: Row) -> None:
        """Rows of two old tables that are one table now may bear the same id and yet differ."""
        first = self.words.setdefault((row.table, row.id), word)
        if first != word and row.table in _OF_SEVERAL:
            twin = made_id(row.id, word)
            self.package.note(row, "shared_row", "id", row.id, twin)
            row.id = twin

    def _add(self, given: Row, later: list[Later]) -> Row:
        row = self.package.add(given)
        for one in later:
            for child, fields, position in AFTER[one.way](row, one):
                self.take(child, fields, given.where._replace(column=one.name), position)
        return row

    def _unknown(self, table: str, name: str, value: Any, where: Where) -> None:
        if value not in (None, "", [], {}) and not name.startswith("_"):
            at = where._replace(column=name)
            self.package.note(Row(table, "", {}, at), "unknown_field", name, value)


def table_rule(word: str, given: Mapping[str, Any]) -> Rule | None:
    """What becomes of a table of that name with those fields; None when it is one of 3.2.3."""
    rule = _table_rules().get(word)
    if rule and rule.when and not rule.when.intersection(given):
        return None
    return rule


def known_words() -> frozenset[str]:
    """Every name a table ever had."""
    return frozenset([*tables(), *_table_rules()])


def known_names(word: str) -> frozenset[str]:
    """Every field a table of that name may have, old and new, nested ones too."""
    rule = _table_rules().get(word)
    own = {name for old, name in _field_rules() if old in (word, rule.to if rule else word)}
    there = tables().get(word, {}).keys() | (tables()[rule.to].keys() if rule and rule.to else ())
    return frozenset(own | there)


def _put(values: dict[str, Any], name: str, value: Any, *, is_text: bool) -> None:
    held = values.get(name)
    if held in (None, ""):
        values[name] = value
    elif is_text and value and str(value) not in str(held).split("\n"):
        values[name] = f"{held}\n{value}"


def _fixed(more: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in more.split("|") if part)


@cache
def _table_rules() -> dict[str, Rule]:
    return {r["table"]: _rule(r) for r in table_rows("older_names") if not r["field"]}


@cache
def _field_rules() -> dict[tuple[str, str], Rule]:
    return {(r["table"], r["field"]): _rule(r) for r in table_rows("older_names") if r["field"]}


def _rule(row: Mapping[str, str]) -> Rule:
    return Rule(row["way"], row["to"], row["more"], frozenset(filter(None, row["when"].split("|"))))
