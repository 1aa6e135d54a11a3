"""Protocols of effect reports: what is asked and how, fixed and recorded before anybody looks.

While it is a draft no result is worked out; once fixed it stays as it is; a new version says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.insights.effects.periods import Unit, days_of, moved, period_of
from jikimi.insights.effects.plan import Plan, digest_of, gaps_of, sensitivities_for
from jikimi.insights.models import EffectProtocol, EffectReport

FILE, ROOMS = "file", "rooms"
MOST_SHOWN = 200
_MONTHS_BEFORE, _MONTHS_AFTER = 24, 12
_MATTERS = 0.1


@dataclass(frozen=True, slots=True)
class Question:
    """The first thing that is written down.

    outcome: an indicator's code where figures come from the rooms, empty where they come from a
    file, and then outcome_words says what is counted.  wanted: fall or rise.
    """

    title: str
    question: str
    outcome: str = ""
    outcome_words: str = ""
    kind: str = ""
    wanted: str = "fall"
    counts_reports: bool = True
    programme_id: UUID | None = None


def draft_protocol(*, actor: Actor, question: Question) -> EffectProtocol:
    """Begin a protocol. Raises NotValid without a title, a question or an outcome.

    Records insights.effects.draft.
    """
    _check(question)
    with acting(actor, "insights.effects.draft") as doing:
        row = EffectProtocol(agency_id=actor.agency_id, member_id=actor.member_id)
        _put_question(row, question)
        _put_days(row, *_usual_periods(timezone.localdate()), unit="month")
        row.choices |= {"number": 1, "unit": "month", "has_season": True, "spread": "dependent"}
        row.minimal_effect = _as_ratio(_MATTERS, question.wanted)
        row.save(force_insert=True)
        doing.about(row)
    return row


def ask_again(
    *, actor: Actor, protocol: EffectProtocol, question: Question, version: int | None = None
) -> EffectProtocol:
    """Change the question of a draft. Raises NotValid as draft_protocol, NotYet once fixed."""
    _check(question)
    return _changed(actor, protocol, version, {}, question=question)


def choose_method(
    *,
    actor: Actor,
    protocol: EffectProtocol,
    method: str,
    chosen: str,
    version: int | None = None,
) -> EffectProtocol:
    """Say by which method, and why the treated were treated; what else is tried follows from it."""
    if method not in codes("insights", "effect_methods"):
        raise NotValid("insights.effects.method", {"method": _("Choose one from the list.")})
    mine = {"chosen": chosen, "sensitivity": sensitivities_for(method)}
    return _changed(actor, protocol, version, mine, method=method)


def choose_places(
    *,
    actor: Actor,
    protocol: EffectProtocol,
    treated: list[str],
    comparison: list[str],
    begun: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    version: int | None = None,
) -> EffectProtocol:
    """Say where something began, where it did not, and for starts of their own when.

    names: of areas that are given by code.
    """
    return _changed(
        actor,
        protocol,
        version,
        {"begun": dict(begun), "names": dict(names or {})},
        treated={"areas": treated},
        comparison={"areas": comparison},
    )


def choose_periods(
    *,
    actor: Actor,
    protocol: EffectProtocol,
    unit: Unit,
    before: tuple[str, str],
    after: tuple[str, str],
    breaks: list[str],
    has_season: bool,
    version: int | None = None,
) -> EffectProtocol:
    """Say which periods are compared. What lies between before and after is left out.

    Raises NotValid where they are no periods of the unit.
    """
    try:
        days = [*map(days_of, (*before, *after))]
    except ValueError as error:
        says = _("Write periods as 2026-03, 2026-Q1 or 2026.")
        raise NotValid("insights.effects.periods", {"before_first": says}) from error
    mine = {"unit": unit, "breaks": breaks, "has_season": has_season}
    return _changed(
        *(actor, protocol, version, mine),
        before_from=days[0][0],
        before_to=days[1][1],
        after_from=days[2][0],
        after_to=days[3][1],
    )


def choose_margin(
    *,
    actor: Actor,
    protocol: EffectProtocol,
    matters: float,
    spread: str,
    sensitivity: list[str],
    version: int | None = None,
) -> EffectProtocol:
    """Say which change would matter (a share), how counts vary, and what else will be tried."""
    offered = set(sensitivities_for(protocol.method))
    mine = {"spread": spread, "sensitivity": [code for code in sensitivity if code in offered]}
    wanted = protocol.choices.get("wanted", "fall")
    ratio = _as_ratio(matters, wanted)
    return _changed(actor, protocol, version, mine, minimal_effect=ratio)


def fix_protocol(
    *, actor: Actor, protocol: EffectProtocol, looked: str, seen: str
) -> EffectProtocol:
    """Fix a protocol for good. looked: no, or yes when somebody saw the outcome already.

    seen: the digest of what was read before fixing.  Raises NotYet where something is missing, it
    is fixed already or somebody changed it meanwhile.  Records insights.effects.fix with the digest
    of all that was fixed.
    """
    if looked not in ("no", "yes"):
        raise NotValid("insights.effects.looked", {"looked": _("Choose one.")})
    with acting(actor, "insights.effects.fix", protocol) as doing:
        if gaps_of(plan_of_protocol(protocol)):
            says = _("Something is still missing: see the steps that are not done.")
            raise NotYet("insights.not_yet.protocol_gaps", says)
        if digest_of(content_of(protocol)) != seen:
            says = _("Somebody changed the protocol meanwhile. Read it again before you fix it.")
            raise NotYet("insights.not_yet.protocol_changed", says)
        protocol.choices |= {"looked": looked == "yes"}
        protocol.fixed_at, protocol.fixed_by_id = timezone.now(), actor.member_id
        protocol.digest = digest_of(content_of(protocol))
        protocol.save()
        doing.details.update(digest=protocol.digest, looked=looked)
    return protocol


def renew_protocol(*, actor: Actor, protocol: EffectProtocol, why: str) -> EffectProtocol:
    """A new draft from a fixed protocol, with the reason. The old one stays.

    Whether a result was there already is written into the new one and said in its report.
    Raises NotValid without a reason.  Records insights.effects.renew.
    """
    if not why.strip():
        raise NotValid("insights.effects.why", {"why": _("Say why.")})
    with acting(actor, "insights.effects.renew", protocol, why=covered(why)[:200]) as doing:
        came_after = protocol.reports.exists() or bool(protocol.choices.get("after_looking"))
        row = EffectProtocol(agency_id=actor.agency_id, member_id=actor.member_id)
        for name in _KEPT:
            setattr(row, name, getattr(protocol, name))
        row.choices = {k: v for k, v in protocol.choices.items() if k != "looked"}
        row.choices |= {
            "number": int(protocol.choices.get("number", 1)) + 1,
            "replaces": str(protocol.pk),
            "why": covered(why)[:300],
            "after_looking": came_after,
        }
        row.save(force_insert=True)
        doing.about(row)
    return row


def drop_protocol(*, actor: Actor, protocol: EffectProtocol) -> None:
    """Put a draft away; the list shows it no more. Records insights.effects.drop."""
    with acting(actor, "insights.effects.drop", protocol):
        protocol.choices["dropped"] = True
        protocol.version += 1
        protocol.save()


def protocols_found(actor: Actor) -> list[EffectProtocol]:
    """Protocols the actor may know, newest first, with reports. Records insights.effects.read."""
    reading(actor, "insights.effects.read")
    rows = EffectProtocol.objects.exclude(choices__has_key="dropped")
    return list(rows.select_related("agency").prefetch_related("reports")[:MOST_SHOWN])


def protocol_called(actor: Actor, protocol_id: UUID) -> EffectProtocol:
    """One protocol. Raises NotAllowed when there is none. Records insights.effects.read."""
    row = EffectProtocol.objects.select_related("agency").filter(pk=protocol_id).first()
    if row is None or row.choices.get("dropped"):
        raise NotAllowed
    reading(actor, "insights.effects.read", row)
    return row


def versions_of(protocol: EffectProtocol) -> list[EffectProtocol]:
    """What this protocol replaced, the newest first, as far as the reader may know."""
    found: list[EffectProtocol] = []
    before = protocol.choices.get("replaces")
    while before and len(found) < MOST_SHOWN:
        row = EffectProtocol.objects.filter(pk=before).first()
        if row is None:
            break
        found.append(row)
        before = row.choices.get("replaces")
    return found


def newer_than(protocol: EffectProtocol) -> EffectProtocol | None:
    """The version that replaced this one, if there is one."""
    rows = EffectProtocol.objects.exclude(choices__has_key="dropped")
    return rows.filter(choices__replaces=str(protocol.pk)).order_by("-written_at").first()


def plan_of_protocol(protocol: EffectProtocol) -> Plan:
    """The plan a protocol fixes, or what it comes to so far."""
    chosen: dict[str, Any] = protocol.choices
    unit: Unit = chosen.get("unit", "month")
    return Plan(
        method=protocol.method,
        outcome=protocol.outcome or chosen.get("outcome_words", ""),
        before=(period_of(protocol.before_from, unit), period_of(protocol.before_to, unit)),
        after=(period_of(protocol.after_from, unit), period_of(protocol.after_to, unit)),
        treated=tuple(protocol.treated.get("areas", ())),
        comparison=tuple(protocol.comparison.get("areas", ())),
        unit=unit,
        begun=dict(chosen.get("begun", {})),
        breaks=tuple(chosen.get("breaks", ())),
        has_season=bool(chosen.get("has_season", True)),
        spread=chosen.get("spread", "dependent"),
        matters=round(abs(1 - (protocol.minimal_effect or 1.0)), 6),
        wanted=chosen.get("wanted", "fall"),
        chosen=chosen.get("chosen", "unknown"),
        counts_reports=bool(chosen.get("counts_reports", True)),
        sensitivity=tuple(chosen.get("sensitivity", ())),
        title=protocol.title,
        question=protocol.question,
    )


def content_of(protocol: EffectProtocol) -> dict[str, Any]:
    """All that is fixed, as plain values: what the digest is made of."""
    return {
        "id": str(protocol.pk),
        "programme": str(protocol.programme_id or ""),
        "kind": protocol.kind,
        "choices": protocol.choices,
        "plan": plan_of_protocol(protocol).as_json(),
    }


def is_as_fixed(protocol: EffectProtocol) -> bool:
    """Whether a fixed protocol still is what its digest says."""
    return bool(protocol.digest) and digest_of(content_of(protocol)) == protocol.digest


def source_of(protocol: EffectProtocol) -> str:
    """Where its figures come from: the rooms or a file."""
    return ROOMS if protocol.outcome and protocol.method != "persons" else FILE


def came_after_looking(protocol: EffectProtocol) -> bool:
    """Whether the outcome was known to somebody before this was fixed."""
    return bool(protocol.choices.get("looked") or protocol.choices.get("after_looking"))


def has_report(protocol: EffectProtocol) -> bool:
    """Whether a result was worked out."""
    return EffectReport.objects.filter(protocol=protocol).exists()


_KEPT = (
    *("programme_id", "title", "question", "outcome", "kind", "treated", "comparison"),
    *("before_from", "before_to", "after_from", "after_to", "method", "minimal_effect"),
)


def _changed(
    actor: Actor,
    protocol: EffectProtocol,
    version: int | None,
    choices: Mapping[str, Any],
    *,
    question: Question | None = None,
    **fields: Any,
) -> EffectProtocol:
    with acting(actor, "insights.effects.change", protocol):
        expect_version(protocol, version, {**fields, "choices": {**protocol.choices, **choices}})
        if question is not None:
            _put_question(protocol, question)
        for name, value in fields.items():
            setattr(protocol, name, value)
        protocol.choices = {**protocol.choices, **choices}
        protocol.save()
    return protocol


def _check(question: Question) -> None:
    wrong = {}
    if not question.title.strip():
        wrong["title"] = _("Give it a name.")
    if not question.question.strip():
        wrong["question"] = _("Say what is asked.")
    if not (question.outcome or question.outcome_words.strip()):
        wrong["outcome_words"] = _("Say what is counted.")
    if wrong:
        raise NotValid("insights.effects.question", wrong)


def _put_question(row: EffectProtocol, question: Question) -> None:
    row.title = covered(question.title)[:200]
    row.question = covered(question.question)[:2000]
    row.outcome, row.kind = question.outcome, question.kind
    row.programme_id = question.programme_id
    if row.minimal_effect is not None:
        row.minimal_effect = _as_ratio(abs(1 - row.minimal_effect), question.wanted)
    row.choices = {
        **row.choices,
        "outcome_words": covered(question.outcome_words)[:300],
        "wanted": question.wanted,
        "counts_reports": question.counts_reports,
    }


def _put_days(row: EffectProtocol, *periods: str, unit: Unit) -> None:
    row.before_from, row.before_to = days_of(periods[0])[0], days_of(periods[1])[1]
    row.after_from, row.after_to = days_of(periods[2])[0], days_of(periods[3])[1]


def _usual_periods(today: date) -> tuple[str, str, str, str]:
    """Two years before and one after, the last month closed for two months."""
    last = moved(period_of(today, "month"), -3)
    first_after = moved(last, 1 - _MONTHS_AFTER)
    first = moved(first_after, -_MONTHS_BEFORE)
    return first, moved(first_after, -1), first_after, last


def _as_ratio(matters: float, wanted: str) -> float:
    return round(1 - matters if wanted == "fall" else 1 + matters, 6)
