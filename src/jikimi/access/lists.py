"""A list of keys is asked as one value: the database keeps one plan for lists of any length.

Django writes a placeholder for each member of a list: another statement for each length, planned
anew each time, which can cost more than reading the rows.  Only for uuid keys: lists of agencies or
bodies are short, and one of a single body is answered in the order of an index.
"""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, UUIDField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In


class _KeysIn(In):
    """Rows by their own key."""

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The list as SQL, and its value."""
        return _as_one_value(self, *super().process_rhs(compiler, connection), connection)

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """The operator that goes with it."""
        return _operator(rhs)


class _RelatedKeysIn(RelatedIn):
    """Rows by what they belong to."""

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The list as SQL, and its value."""
        return _as_one_value(self, *super().process_rhs(compiler, connection), connection)

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """The operator that goes with it."""
        return _operator(rhs)


def _as_one_value(lookup: In, sql: str, values: Any, connection: Any) -> tuple[str, Any]:
    """`= ANY (list)` instead of `IN (one, two, …)`, where the members are plain uuid values."""
    is_plain = lookup.rhs_is_direct_value() and sql == f"({', '.join(['%s'] * len(values))})"
    if is_plain and lookup.lhs.output_field.rel_db_type(connection) == "uuid":
        return "ANY (%s::uuid[])", [list(values)]
    return sql, values


def _operator(rhs: str) -> str:
    return f"= {rhs}" if rhs.startswith("ANY (") else f"IN {rhs}"


def ask_lists_as_one_value() -> None:
    """Have it so for every list of keys that is asked from now on, those of prefetches too."""
    UUIDField.register_lookup(_KeysIn)
    ForeignKey.register_lookup(_RelatedKeysIn)
