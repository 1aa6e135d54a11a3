"""What is nested where: one table of shapes for every answer of the interface.

A shape names the tables whose rows hang on its root and under which name. It never leads back up,
so a table stands in it once and its rows are asked for once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import NamedTuple

from jikimi.directory.exchange.reading.standard import Field, tables


class Nest(NamedTuple):
    """Rows of `table` shown under `key`.

    is_many: those whose `column` holds our id; else the one that our own `column` names.
    """

    key: str
    table: str
    column: str
    is_many: bool


@dataclass(frozen=True)
class Shape:
    """An answer's form. only, without: `table.key` of what is nested; `table.*` is all of it."""

    name: str
    root: str
    only: tuple[str, ...] = ("*.*",)
    without: tuple[str, ...] = field(default=())

    def nests(self, table: str) -> tuple[Nest, ...]:
        """What this shape nests under rows of a table."""
        return self._tree.get(table, ())

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Its tables, each after those its rows hang on; the root first."""
        parents: dict[str, set[str]] = {self.root: set()}
        for table, nests in self._tree.items():
            for nest in nests:
                parents.setdefault(nest.table, set()).add(table)
        return tuple(TopologicalSorter(parents).static_order())

    @cached_property
    def _tree(self) -> Mapping[str, tuple[Nest, ...]]:
        tree: dict[str, tuple[Nest, ...]] = {}
        ahead = [self.root]
        while ahead:
            table = ahead.pop()
            if table not in tree:
                tree[table] = tuple(nest for nest in nests_of(table) if self._holds(table, nest))
                ahead += [nest.table for nest in tree[table]]
        return tree

    def _holds(self, table: str, nest: Nest) -> bool:
        names = {"*.*", f"{table}.*", f"{table}.{nest.key}"}
        return bool(names & set(self.only)) and not names & set(self.without)


def nests_of(table: str) -> Iterable[Nest]:
    """Everything the standard nests under rows of a table."""
    for one in tables()[table].values():
        if one.kind == "list":
            yield Nest(one.name, one.to, _column_to(table, of=one.to), True)
        elif one.kind == "one":
            yield Nest(one.name, one.to, _column_to(one.to, of=table), False)


def columns_of(table: str) -> tuple[Field, ...]:
    """The fields of a table that hold a value, in the standard's order."""
    return tuple(one for one in tables()[table].values() if one.kind not in ("list", "one"))


def _column_to(target: str, *, of: str) -> str:
    """The key of a table that leads to another; attributes and metadata may speak of any."""
    fields = tables()[of].values()
    own = [one.name for one in fields if one.kind == "link" and one.to == target]
    return (own + [one.name for one in fields if one.kind == "about"])[0]


_BASIC_SERVICE = ("service.organization", "service.program")

SHAPES: Mapping[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape(
            "service", "service", without=("organization.services", "service_at_location.service")
        ),
        Shape("service_list", "service", only=_BASIC_SERVICE),
        Shape("organization", "organization", without=("service.*",)),
        Shape(
            "organization_with_services",
            "organization",
            without=("service.organization", "service_at_location.service"),
        ),
        Shape("organization_list", "organization", only=()),
        Shape(
            "service_at_location",
            "service_at_location",
            without=("organization.services", "service.service_at_locations"),
        ),
        Shape(
            "service_at_location_list",
            "service_at_location",
            only=("service_at_location.service", "service_at_location.location", *_BASIC_SERVICE),
        ),
        Shape("location", "location"),
        Shape("location_list", "location", only=()),
        Shape("taxonomy", "taxonomy"),
        Shape("taxonomy_term", "taxonomy_term"),
    )
}
