"""Protocols and results of effect reports in words, for pages and papers alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _

from jikimi.access.codes import codes, label, today
from jikimi.insights.effects.answer import verdict_from
from jikimi.insights.effects.periods import days_of
from jikimi.insights.models import EffectProtocol
from jikimi.insights.protocols import came_after_looking, plan_of_protocol
from jikimi.insights.verdicts import Language, sentences
from jikimi.settings.jinja import day, instant

_GROUPS = ("treated", "comparison")


def verdict_sentences(result: Mapping[str, Any], language: str, *, on: date) -> list[str]:
    """What a result allows to be said, and not: facts, conclusion, limits."""
    return sentences(verdict_from(result), cast("Language", language), on=on)


def verdict_words(code: str) -> str:
    """A verdict as a mark of a few words."""
    return {
        "fell": _("It fell"),
        "rose": _("It rose"),
        "rose_from_none": _("It rose"),
        "fewer": _("Fewer than among persons like them"),
        "more": _("More than among persons like them"),
        "no_matter": _("No change that matters"),
        "too_few": _("Cannot tell: too little to count"),
    }.get(code, _("Cannot tell"))


def tone_of(code: str, wanted: str) -> str:
    """The tone of a verdict's mark: success where it went as wanted, warn where not."""
    ways = {"fell": "fall", "fewer": "fall", "rose": "rise", "more": "rise"}
    ways["rose_from_none"] = "rise"
    if code not in ways:
        return "neutral"
    return "success" if ways[code] == wanted else "warn"


def outcome_words(protocol: EffectProtocol) -> str:
    """What is counted."""
    if not protocol.outcome:
        return str(protocol.choices.get("outcome_words", ""))
    name = label("insights", "indicators", protocol.outcome)
    kind = label("cases", "kinds", protocol.kind) if protocol.kind else ""
    return f"{name} ({kind})" if kind else name


def plan_pairs(protocol: EffectProtocol) -> list[tuple[str, str]]:
    """What a protocol fixes, one fact after another."""
    plan = plan_of_protocol(protocol)
    names = area_names(protocol)
    pairs = [
        (_("Question asked"), protocol.question),
        (_("Outcome measured"), outcome_words(protocol)),
        (_("Hoped for"), _("a fall") if plan.wanted == "fall" else _("a rise")),
        (_("Method"), label("insights", "effect_methods", protocol.method)),
        (_("Where it began"), ", ".join(names.get(one, one) for one in plan.treated)),
        (_("Comparison group"), ", ".join(names.get(one, one) for one in plan.comparison)),
        (_("Starts of their own"), ", ".join(f"{k} {v}" for k, v in plan.begun.items())),
        (_("Before"), _window(plan.before) if plan.method != "persons" else ""),
        (_("After"), _window(plan.after) if plan.method != "persons" else ""),
        (_("Counting changed"), ", ".join(plan.breaks)),
        (_("Why these were chosen"), chosen_words(plan.chosen)),
        (_("Smallest change that would matter"), f"{plan.matters * 100:g} %"),
        (_("How counts vary"), spread_words(plan.spread)),
        (_("Also tried"), ", ".join(_tried_names(plan.sensitivity))),
        *_fixing(protocol),
    ]
    return [pair for pair in pairs if pair[1]]


def area_names(protocol: EffectProtocol) -> dict[str, str]:
    """The names of areas that a protocol knows by code."""
    return dict(protocol.choices.get("names", {}))


def chosen_words(code: str) -> str:
    """Why the treated were treated."""
    return chosen_offered().get(code, "")


def chosen_offered() -> dict[str, str]:
    """The reasons for which something begins somewhere."""
    return {
        "at_peak": _("Because things were worst there, or just then"),
        "otherwise": _("For another reason (order, lot, offers)"),
        "unknown": _("Not known"),
    }


def spread_words(code: str) -> str:
    """How counts are taken to vary."""
    return spread_offered().get(code, "")


def spread_offered() -> dict[str, str]:
    """How counts may be taken to vary."""
    return {
        "dependent": _("As much as they do: several reports may come from one family"),
        "chance": _("As chance alone makes them vary (Poisson)"),
    }


def tried_words(one: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, str, str]:
    """One other way: how, what was changed, the ratio, whether it says the same.

    names: of areas that are known by code.
    """
    name = label("insights", "effect_sensitivities", one["code"])
    if one["wrong"] == "hidden":
        return name, _of_words(one, names), "", _("Hidden: small numbers")
    if one["wrong"]:
        return name, _of_words(one, names), "", _("Could not be done")
    says = (
        _("yes")
        if one["agrees"]
        else _("No: %(verdict)s") % {"verdict": verdict_words(one["verdict"])}
    )
    return name, _of_words(one, names), ratio_text(one["ratio"]), says


def ratio_text(ratio: Mapping[str, Any] | None) -> str:
    """A ratio with its interval."""
    if ratio is None or ratio["value"] is None:
        return ""
    ends = ["–" if ratio[name] is None else f"{ratio[name]:.3f}" for name in ("low", "high")]
    return f"{ratio['value']:.3f} ({ends[0]}–{ends[1]})"


def pitfall_words(one: Mapping[str, Any], language: str, *, on: date) -> str:
    """A pitfall in words: that it applies, or how it was heeded."""
    row = codes("insights", "pitfalls", on=on)[one["code"]]
    applies = {"ko": row.ko, "en": row.en}
    told = (
        applies
        if one["state"] == "applies"
        else {name: row.more[f"heeded_{name}"] for name in ("ko", "en")}
    )
    shown = {name: f"{number:,.1f}".removesuffix(".0") for name, number in one["numbers"].items()}
    return told[language].format(**shown)


def counted_rows(
    result: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Counts before and after, of areas and of groups; what is hidden says so."""
    counted = result["counted"]
    for row in result["areas"]:
        yield names.get(row["area"], row["area"]), _count(row["before"]), _count(row["after"])
    if "before" in counted:
        yield _("Where it began, together"), _count(counted["before"]), _count(counted["after"])
    if "other_before" in counted:
        numbers = (_count(counted["other_before"]), _count(counted["other_after"]))
        yield _("Comparison, together"), *numbers


def person_pairs(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Persons and events after, of the selected and of the others."""
    counted, told = result["counted"], result["told"]
    if "persons" not in counted:
        return []
    return [
        (_("Selected"), _("%(n)s persons") % {"n": _count(counted["persons"])}),
        (_("Not selected"), _("%(n)s persons") % {"n": _count(counted["other_persons"])}),
        (_("Pairs"), _count(told.get("pairs"))),
        (
            _("Without pairing the ratio would read"),
            f"{told['crude']:.3f}" if told.get("crude") else "",
        ),
    ]


def missing_words(gaps: Mapping[str, str]) -> dict[str, str]:
    """What a draft still lacks, by step, in words."""
    says = {
        "outcome": ("question", _("Say what is counted.")),
        "wanted": ("question", _("Say whether a fall or a rise is hoped for.")),
        "method": ("method", _("Choose a method.")),
        "treated": ("places", _("Say where it began.")),
        "comparison": ("places", _("Name a comparison where nothing began.")),
        "begun": ("places", _("Say for each area when it began.")),
        "periods": ("periods", _("The periods do not fit: before, then after, enough of each.")),
        "breaks": ("periods", _("A change of counting lies outside the periods.")),
        "matters": ("margin", _("Say which change would matter.")),
    }
    return dict(says[name] for name in gaps)


def _fixing(protocol: EffectProtocol) -> Iterator[tuple[str, str]]:
    chosen = protocol.choices
    if chosen.get("why"):
        yield _("Why another version"), chosen["why"]
    if protocol.fixed_at:
        yield _("Fixed"), instant(protocol.fixed_at)
        yield (
            _("Looked before"),
            (
                _("Yes: the outcome was known to somebody before this was fixed.")
                if came_after_looking(protocol)
                else _("No: fixed before anybody looked.")
            ),
        )


def _window(window: tuple[str, str]) -> str:
    first, last = days_of(window[0])[0], days_of(window[1])[1]
    return f"{day(first)} ~ {day(last)}"


def _tried_names(chosen: tuple[str, ...]) -> list[str]:
    rows = codes("insights", "effect_sensitivities", on=today())
    return [rows[code].label for code in chosen if code in rows]


def _of_words(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    of = str(one["of"])
    if one["code"] == "without_area":
        return names.get(of, of)
    if one["code"] == "other_method":
        told = {
            "negative_binomial": _("Negative binomial instead of quasi-Poisson"),
            "caliper 0.1": _("Pairs that are more alike"),
        }
        return told.get(of) or label("insights", "effect_methods", of)
    if one["code"] == "other_spread":
        return spread_words(of)
    return of


def _count(number: float | None) -> str:
    return _("Not shown") if number is None else f"{number:,.0f}"
