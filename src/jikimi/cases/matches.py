"""Matches: is a nominated person known from another case? Only the body's coordinator is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from jikimi.access.acting import acting, check, reading
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.errors import NotAllowed
from jikimi.cases.guards import need_reason, rows_of
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Case, DismissedMatch, Nomination, Person
from jikimi.cases.models.party import GROUP_OF_ROLE
from jikimi.cases.nomination import happened
from jikimi.cases.repeats import repeat_rule, repeat_until


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A person of this case who may be one of the other. reasons: codes of match_reasons.csv."""

    person: Person
    role: str
    other: Person
    other_role: str
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class CaseMatch:
    """Another case of the body with persons who may be the same.

    is_pair: victim and perpetrator both.  is_repeat: the repeat rule in force holds (SR-60).
    """

    case: Case
    persons: Sequence[PersonMatch]
    is_pair: bool
    is_repeat: bool
    is_dismissed: bool = False


def matches_of(actor: Actor, case: Case) -> list[CaseMatch]:
    """Other cases of the body in which persons of this one may be parties, likeliest first.

    Dismissed ones stand last.  Records cases.matches.read with everybody shown.
    Raises NotAllowed unless the actor coordinates the body.
    """
    check(actor, act_called("cases.matches.read"), case)
    rows = rows_of("cases_matches", case.pk)
    persons = Person.objects.in_bulk({pk for row in rows for pk in (row[0], row[2])})
    reading(actor, "cases.matches.read", case, persons=persons)
    found: dict[UUID, list[PersonMatch]] = defaultdict(list)
    for pk, role, other_pk, other_case, other_role, ways in rows:
        match = PersonMatch(persons[pk], role, persons[other_pk], other_role, ways)
        found[other_case].append(match)
    cases = Case.objects.select_related("body").in_bulk(found)
    dismissed = set(DismissedMatch.objects.filter(case=case).values_list("other_id", flat=True))
    matched = [_match(case, cases[pk], found[pk], pk in dismissed) for pk in cases]
    return sorted(matched, key=_likelihood)


def confirm_repeat(*, actor: Actor, case: Case, other_id: UUID, why: str) -> Case:
    """Say that this case repeats an earlier one of the same body, and link the two.

    From here on everybody on the case reads that it is a repeat, not of which case.
    Records cases.closure.flag_repeat.  Source: SR-60, SR-61.
    """
    need_reason(why)
    with acting(actor, "cases.closure.flag_repeat", case, why=mask(why)[0]):
        earlier = _other(case, other_id)
        if earlier.opened_at > case.opened_at:
            raise NotAllowed
        case.repeat_of, case.is_repeat = earlier, True
        case.repeat_until = _ends_on(case)
        case.save(update_fields=["repeat_of", "is_repeat", "repeat_until"])
        Nomination.objects.filter(case=case).update(is_repeat=True)
        DismissedMatch.objects.filter(case=case, other=earlier).delete()
        happened(case)
    return case


def dismiss_match(*, actor: Actor, case: Case, other_id: UUID, why: str) -> None:
    """Say that the persons of two cases are not the same. Records cases.matches.dismiss."""
    need_reason(why)
    why = mask(why)[0]
    with acting(actor, "cases.matches.dismiss", case, why=why):
        DismissedMatch.objects.get_or_create(
            case=case,
            other=_other(case, other_id),
            defaults={"body_id": case.body_id, "why": why, "dismissed_by_id": actor.member_id},
        )


def restore_match(*, actor: Actor, case: Case, other_id: UUID) -> None:
    """Take a dismissal back. Records cases.matches.restore."""
    with acting(actor, "cases.matches.restore", case):
        DismissedMatch.objects.filter(case=case, other_id=other_id).delete()


def _other(case: Case, other_id: UUID) -> Case:
    found = Case.objects.filter(pk=other_id, body_id=case.body_id).exclude(pk=case.pk).first()
    if found is None:
        raise NotAllowed
    return found


def _match(
    case: Case, other: Case, persons: Iterable[PersonMatch], is_dismissed: bool
) -> CaseMatch:
    ordered = sorted(persons, key=lambda m: (list(GROUP_OF_ROLE).index(m.role), m.other.pk))
    same_roles = {m.role for m in ordered if m.role == m.other_role}
    is_pair = {"victim", "perpetrator"} <= same_roles
    is_repeat = is_pair and other.opened_at <= case.opened_at and _still_counts(case, other)
    return CaseMatch(other, ordered, is_pair, is_repeat, is_dismissed)


def _still_counts(case: Case, earlier: Case) -> bool:
    """Whether this case was named while harm again counted as a repeat of the earlier one."""
    last = _ends_on(earlier)
    return _day(case) <= max(last, earlier.repeat_until or last)


def _ends_on(case: Case) -> date:
    day = _day(case)
    return repeat_until(day, months=int(repeat_rule(day).more["months"]))


def _day(case: Case) -> date:
    return timezone.localtime(case.opened_at).date()


def _likelihood(match: CaseMatch) -> tuple[bool, bool, bool, int]:
    reasons = sum(len(m.reasons) for m in match.persons)
    return match.is_dismissed, not match.is_repeat, not match.is_pair, -reasons
