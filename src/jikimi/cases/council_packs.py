"""The half-yearly pack of a council, by one button: everything its members should have read.

Numbers, de-identified reviews and what came of earlier decisions; no case is in it (SR-24).
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.models import Agency
from jikimi.bodies.council_packs import keep_pack
from jikimi.bodies.effects import PolicyLine, policy_follow_up
from jikimi.bodies.halves import Half
from jikimi.bodies.joining import joined
from jikimi.bodies.models import Body, CaseReview, CouncilPack
from jikimi.bodies.reviews import reviews_received
from jikimi.cases.council_half import read_council
from jikimi.cases.council_tables import Words, council_tables, listed_words, words_of


def make_pack(*, actor: Actor, council: Body, half: Half) -> CouncilPack:
    """Count a half-year and keep it as a pack beside the one before.

    Raises NotAllowed unless the actor coordinates the council.
    Records cases.council.figures and bodies.council_pack.make.
    """
    read_council(actor, council)
    figures = figures_of(actor, council, half)
    return keep_pack(actor=actor, council=council, half=half, figures=figures)


def figures_of(actor: Actor, council: Body, half: Half) -> dict[str, Any]:
    """What a pack freezes, as JSON in both languages. Constant number of queries."""
    return {
        "council": {"ko": council.name_ko, "en": council.name_en},
        "half": half.code,
        "first": half.first.isoformat(),
        "last": half.last.isoformat(),
        "counted_on": min(timezone.localdate(), half.last).isoformat(),
        "tables": council_tables(actor, council, half),
        "agencies": _agencies(council, half),
        "undertakings": [_policy(line) for line in policy_follow_up(actor, council, half)],
        "reviews": [_review(row) for row in reviews_received(actor, council, half=half)],
    }


def _agencies(council: Body, half: Half) -> list[dict[str, Any]]:
    return [
        {
            "name": _name(agency),
            "kind": listed_words("access", "agency_kinds", agency.kind),
            "joined_on": day.isoformat(),
        }
        for agency, day in joined(council, half).new
    ]


def _policy(line: PolicyLine) -> dict[str, Any]:
    row = line.undertaking
    waiting = "late" if line.is_overdue else row.stage
    stage = (
        listed_words("bodies", "undertaking_outcomes", row.stage)
        if row.ended_at
        else words_of(f"stage.{waiting}")
    )
    effect = listed_words("bodies", "effects", row.effect) if row.effect else _waited(line)
    return {
        "agency": _name(row.agency),
        "text": row.text,
        "due_on": row.due_on.isoformat(),
        "stage": stage,
        "effect": effect,
        "effect_text": row.effect_text,
    }


def _waited(line: PolicyLine) -> Words | None:
    return words_of("stage.effect") if line.waits_for == "effect" else None


def _review(row: CaseReview) -> dict[str, Any]:
    return {
        "kind": listed_words("cases", "kinds", row.kind),
        "causes": [listed_words("cases", "causes", code) for code in row.causes],
        "supports": [listed_words("directory", "needs", code) for code in row.supports],
        "missing": [listed_words("directory", "needs", code) for code in row.missing],
        "agencies": row.agencies,
        "worked": row.worked,
        "failed": row.failed,
        "lesson": row.lesson,
        "proposal": row.proposal,
    }


def _name(agency: Agency) -> Words:
    return {"ko": agency.name_ko, "en": agency.name_en}
