"""A list of words given as a tree, in the form of Open Eligibility."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jikimi.directory.exchange.reading.older import Taking
from jikimi.directory.exchange.reading.package import Where

_LEVELS = ("top_level", "second_level", "third_level", "fourth_level", "fifth_level")


def is_tree(data: Mapping[str, Any]) -> bool:
    """Whether a document is such a tree."""
    return isinstance(data.get("taxonomy"), dict) and "top_level" in data["taxonomy"]


def take_tree(data: Mapping[str, Any], taking: Taking, where: Where) -> None:
    """Take in every word; a word that stands under several others is one word."""
    name = str(data["taxonomy"].get("@title") or where.file.rpartition("/")[2].partition(".")[0])
    row = taking.take("taxonomy", {"name": name, "description": name}, where)
    if row is not None:
        told = {"taxonomy": name, "taxonomy_detail": row.id}
        _take_level(data["taxonomy"], 0, "", told, taking, where)


def _take_level(
    node: Mapping[str, Any],
    level: int,
    parent: str,
    told: Mapping[str, str],
    taking: Taking,
    where: Where,
) -> None:
    for at, one in enumerate(node.get(_LEVELS[level], ()) if level < len(_LEVELS) else ()):
        title = str(one.get("@title", ""))
        code = str(one.get("@id") or title)
        taking.package.records += 1
        given = {"id": code, "code": code, "name": title, "description": title}
        given |= {"taxonomy": told["taxonomy"], "taxonomy_id": told["taxonomy_detail"]}
        row = taking.take(
            "taxonomy_term", given | ({"parent_id": parent} if parent else {}), where, at
        )
        if row is not None:
            _take_level(one, level + 1, row.id, told, taking, where)
