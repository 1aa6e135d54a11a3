"""Repeats: harm between the same persons again within twelve months of the last referral."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.cases.models import Case, Nomination, Party
from jikimi.cases.nomination import happened
from jikimi.cases.participants import tell_leaders
from jikimi.cases.repeat_rules import repeat_rule, repeat_until
from jikimi.cases.texts import covered

__all__ = ["earlier_cases_of", "flag_repeat", "repeat_rule", "repeat_until"]


def flag_repeat(
    *,
    actor: Actor,
    case: Case,
    why: str,
    earlier: Case | None = None,
    happened_on: date | None = None,
    is_crime: bool = False,
) -> Case:
    """Flag a case as a repeat, so that it is heard whatever the threshold.

    earlier: the earlier case of the same persons, or None when it happened again on this very
    case.  happened_on: the day of the new referral; the case's own for an earlier case, else today.
    is_crime: what happened would be a crime, asked only while the definition in force is strict.
    Raises NotValid when the twelve months since the last referral are over, which makes it a new
    referral, or when the definition asks for more.  From the new referral the twelve months run
    again (repeat_until).
    Records cases.closure.flag_repeat with the version of the rule.  Source: SR-60.
    """
    if not why.strip():
        raise NotValid("cases.repeats.why", {"why": _("Say what happened again.")})
    with acting(actor, "cases.closure.flag_repeat", case, why=covered(why)) as doing:
        day = happened_on or (_referred_on(case) if earlier else timezone.localdate())
        rule = repeat_rule(day)
        _check(case, earlier, day, rule)
        _check_definition(rule, is_crime=is_crime)
        case.is_repeat = True
        case.repeat_of = earlier or case.repeat_of
        until = repeat_until(day, months=int(rule.more["months"]))
        case.repeat_until = max(until, case.repeat_until or until)
        case.save(update_fields=["is_repeat", "repeat_of", "repeat_until"])
        doing.details.update(rule=rule.code, since=rule.valid_from.isoformat())
        happened(case)
        tell_leaders(case, "cases.closure.flag_repeat", about=case.pk, part="closure/")
    return case


def earlier_cases_of(actor: Actor, case: Case) -> list[Case]:
    """Earlier cases of persons of this case that the actor may know of, newest first."""
    return list(_earlier_cases(case).order_by("-opened_at"))


def _check(case: Case, earlier: Case | None, day: date, rule: Code) -> None:
    if earlier is not None and not _earlier_cases(case).filter(pk=earlier.pk).exists():
        raise NotAllowed
    if day > timezone.localdate():
        says = _("This day is in the future.")
        raise NotValid("cases.repeats.happened_on", {"happened_on": says})
    before = earlier or case
    last = repeat_until(_referred_on(before), months=int(rule.more["months"]))
    if before.repeat_until:
        last = max(last, before.repeat_until)
    if day > last:
        says = _("The twelve months since the last referral are over: this is a new referral.")
        raise NotValid("cases.repeats.over", {"happened_on": says})


def _check_definition(rule: Code, *, is_crime: bool) -> None:
    if rule.more["counts"] == "crime" and not is_crime:
        says = _("By the definition in force, only what would be a crime counts as a repeat.")
        raise NotValid("cases.repeats.not_a_crime", {"is_crime": says})


def _earlier_cases(case: Case) -> QuerySet[Case]:
    persons = Party.objects.filter(case=case).values("person_id")
    theirs = Party.objects.filter(person_id__in=persons).values("case_id")
    return Case.objects.filter(pk__in=theirs, opened_at__lt=case.opened_at).exclude(pk=case.pk)


def _referred_on(case: Case) -> date:
    """The day of the last nomination of the case that can be read, or of its opening."""
    newest = (
        Nomination.objects.filter(case=case)
        .order_by("-nominated_at")
        .values_list("nominated_at", flat=True)
        .first()
    )
    return timezone.localdate(max(newest, case.opened_at) if newest else case.opened_at)
