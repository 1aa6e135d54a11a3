"""What an import knows before it opens a file: kinds with their time, police stations, words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.codes import Code, code_rows
from jikimi.access.principals import COMMAND_LINE
from jikimi.cases.intake import KindName, Lists
from jikimi.cases.words import words


def lists_for(actor: Actor) -> Lists:
    """The lists for whoever imports: an officer its own station alone, the operator all of them.

    A police station goes by its official name in Korean, the codes by every word of `aliases`.
    """
    stations = Agency.objects.filter(kind="police", left_on=None)
    is_operator = COMMAND_LINE in actor.capabilities
    return Lists(
        kinds=tuple(_kinds()),
        stations={name: str(pk) for pk, name in stations.values_list("pk", "name_ko")},
        own_stations=None if is_operator else frozenset([str(actor.agency_id)]),
        reporter_kinds=_words("reporter_kinds"),
        relations=_words("relations"),
        not_after=timezone.now(),
    )


def _kinds() -> Iterator[KindName]:
    for row in code_rows("cases", "kinds"):
        for name in _names(row):
            yield KindName(name, row.code, row.valid_from, row.valid_to)


def _words(name: str) -> dict[str, str]:
    return {word: code for code, row in words(name).items() for word in _names(row)}


def _names(row: Code) -> list[str]:
    return [row.ko, *filter(None, row.more["aliases"].split("|"))]
