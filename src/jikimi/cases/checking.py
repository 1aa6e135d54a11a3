"""Joint checks: a visit that agencies make together, planned, changed, put in the day's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.members import case_workers_at
from jikimi.access.models import Agency
from jikimi.bodies.duty.reads import Watch, watch_of_shift
from jikimi.cases.check_forms import form_codes
from jikimi.cases.models import Case, JointCheck, Participation
from jikimi.cases.nomination import happened
from jikimi.cases.participants import (
    acting_within,
    agencies_taking_part,
    need_group,
    tell_agency,
)
from jikimi.cases.sealing import UnreadableError, seal, unseal
from jikimi.cases.texts import covered

_LATEST = 24 * 60  # the place in the route of a check without an hour
_AMENDABLE = (
    "form",
    "with_agencies",
    "leader_id",
    "shift_id",
    "planned_on",
    "from_time",
    "until_time",
    "caution",
)


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """A visit to be made. place: where to go and whom to ask for, kept sealed.

    agency_id: whose check it is; with_agencies: who comes along.  shift_id: any shift of the duty
    that makes the visit; its people's agencies come along and one of them leads.
    """

    form: str
    agency_id: int
    planned_on: date
    place: str
    with_agencies: Sequence[int] = ()
    leader_id: int | None = None
    shift_id: UUID | None = None
    from_time: time | None = None
    until_time: time | None = None
    caution: str = ""


def plan_check(*, actor: Actor, case: Case, draft: CheckDraft) -> JointCheck:
    """Plan a joint visit to a household of a case. Tells every agency that makes it.

    Raises NotValid naming the field; an agency must take part in the case and may know of its
    risk, and so must the actor (NotAllowed).  Records cases.checks.plan.
    """
    _need_words(draft)
    with acting(actor, "cases.checks.plan", case) as doing:
        need_group(actor, case, "risk")
        check = JointCheck(pk=uuid4(), case=case, planned_by_id=actor.member_id)
        for name, value in _columns(actor, case, draft).items():
            setattr(check, name, value)
        check.agency_id = draft.agency_id
        check.position = _place_in_day(draft.from_time)
        check.place = seal(covered(draft.place), place=_where(check))
        check.save(force_insert=True)
        doing.details.update(check=str(check.pk), agency=draft.agency_id)
        happened(case)
        tell_team(check, "cases.checks.plan")
    return check


def amend_check(
    *, actor: Actor, check: JointCheck, draft: CheckDraft, version: int | None
) -> JointCheck:
    """Change what was planned; whose check it is stays, and the place if none is given.

    Tells the agencies.  Raises Changed when somebody else changed it meanwhile.
    Records cases.checks.amend.
    """
    _need_words(draft, is_new=False)
    with acting_within(actor, "cases.checks.amend", check) as doing:
        need_group(actor, check.case, "risk")
        need_planned(check)
        mine = _columns(actor, check.case, draft, agency_id=check.agency_id)
        _expect_place(actor, check, draft, version)
        expect_version(check, version, mine)
        if mine["from_time"] != check.from_time:
            check.position = _place_in_day(draft.from_time)
        for name, value in mine.items():
            setattr(check, name, value)
        if draft.place.strip():
            check.place = seal(covered(draft.place), place=_where(check))
        check.save()
        doing.details["check"] = str(check.pk)
        happened(check.case)
        tell_team(check, "cases.checks.amend")
    return check


def place_of(actor: Actor, check: JointCheck) -> str:
    """Where to go, for those who make the visit; empty for everybody else."""
    return places_of(actor, [check]).get(check.pk, "")


def places_of(actor: Actor, checks: Sequence[JointCheck]) -> dict[UUID, str]:
    """Where to go, for each visit that the actor's agency makes and still may. One query."""
    running = Participation.objects.filter(
        Q(until=None) | Q(until__gt=timezone.now()),
        case_id__in={check.case_id for check in checks},
        agency_id=actor.agency_id,
        accepted_at__isnull=False,
        ended_at=None,
    )
    cases = set(running.values_list("case_id", flat=True))
    ours = [c for c in checks if actor.agency_id in (c.agency_id, *c.with_agencies)]
    return {c.pk: _unsealed(c) for c in ours if c.case_id in cases and c.place}


def agencies_who_may_check(case: Case) -> list[Agency]:
    """Agencies that take part in the case and may know of its risk."""
    shares = case.participations.filter(
        accepted_at__isnull=False, ended_at=None, fields__contains=["risk"]
    )
    numbers = set(shares.values_list("agency_id", flat=True))
    return [agency for agency in agencies_taking_part(case) if agency.pk in numbers]


def leaders_for(case: Case) -> list[tuple[int, str, int]]:
    """Who may lead a visit: number, name and agency of those who work on the case, none barred."""
    barred = set(case.bars.filter(ended_at=None).values_list("member_id", flat=True))
    agencies = [agency.pk for agency in agencies_who_may_check(case)]
    workers = case_workers_at(agencies)
    return [(m.pk, m.name, m.agency_id) for m in workers if m.pk not in barred]


def left_out(actor: Actor, check: JointCheck) -> list[str]:
    """Agencies on duty that cannot come along, because they do not take part in the case."""
    watch = watch_of_shift(actor, check.shift_id) if check.shift_id else None
    coming = {check.agency_id, *check.with_agencies}
    people = [shift.member for shift in watch.shifts if shift.member] if watch else []
    return sorted({m.agency.name for m in people if m.agency_id not in coming})


def need_planned(check: JointCheck) -> None:
    """Raise NotYet when the visit has been made or called off."""
    if check.stage != "planned":
        raise NotYet("cases.checks.over", _("This check is over."))


def tell_team(check: JointCheck, code: str) -> None:
    """Tell every agency that makes the visit; the notice holds no content."""
    for agency_id in {check.agency_id, *check.with_agencies}:
        tell_agency(check.case, agency_id, code, about=check.pk, part=f"checks/{check.pk}/")


def _unsealed(check: JointCheck) -> str:
    try:
        return unseal(bytes(check.place), place=_where(check))
    except UnreadableError as error:
        says = _("This sealed field cannot be read. Tell whoever runs the system.")
        raise NotYet("cases.sealed.unreadable", says) from error


def _columns(
    actor: Actor, case: Case, draft: CheckDraft, *, agency_id: int | None = None
) -> dict[str, object]:
    watch = _watch(actor, draft)
    allowed = {agency.pk for agency in agencies_who_may_check(case)}
    own = agency_id or draft.agency_id
    if not {own, *draft.with_agencies} <= allowed:
        says = _("Choose agencies that take part in the case and may know of its risk.")
        raise NotValid("cases.checks.agencies", {"with_agencies": says})
    on_duty = _on_duty(watch) if watch else {}
    coming = ({*draft.with_agencies, *on_duty.values()} & allowed) - {own}
    values = {
        "form": draft.form,
        "with_agencies": sorted(coming),
        "leader_id": _leader(case, draft, on_duty, {own, *coming}),
        "shift_id": draft.shift_id,
        "planned_on": draft.planned_on,
        "from_time": draft.from_time,
        "until_time": draft.until_time,
        "caution": covered(draft.caution)[:300],
    }
    return {name: values[name] for name in _AMENDABLE}


def _leader(
    case: Case, draft: CheckDraft, on_duty: dict[int, int], agencies: set[int]
) -> int | None:
    """Who was chosen; else the first on duty of an agency that comes along, if not barred."""
    may_lead = [number for number, _name, agency in leaders_for(case) if agency in agencies]
    if draft.leader_id is None:
        return next((number for number in on_duty if number in may_lead), None)
    if draft.leader_id not in may_lead:
        says = _("Choose somebody who works on this case at an agency that comes along.")
        raise NotValid("cases.checks.leader", {"leader_id": says})
    return draft.leader_id


def _watch(actor: Actor, draft: CheckDraft) -> Watch | None:
    if draft.shift_id is None:
        return None
    watch = watch_of_shift(actor, draft.shift_id)
    if watch is None:
        raise NotValid("cases.checks.shift", {"shift_id": _("Choose one from the list.")})
    if not watch.day <= draft.planned_on <= timezone.localtime(watch.ends_at).date():
        says = _("The team is not on duty on this day.")
        raise NotValid("cases.checks.shift_day", {"shift_id": says})
    return watch


def _on_duty(watch: Watch) -> dict[int, int]:
    """The people of a watch, each with the agency."""
    return {s.member.pk: s.member.agency_id for s in watch.shifts if s.member is not None}


def _expect_place(actor: Actor, check: JointCheck, draft: CheckDraft, version: int | None) -> None:
    """As expect_version() for the place, which is sealed and can only be compared when open."""
    theirs, mine = place_of(actor, check), covered(draft.place)
    if version not in (None, check.version) and theirs and mine and theirs != mine:
        raise Changed(theirs={"place": theirs}, mine={"place": mine})


def _need_words(draft: CheckDraft, *, is_new: bool = True) -> None:
    wrong: dict[str, str] = {}
    if draft.form not in form_codes():
        wrong["form"] = _("Choose one from the list.")
    if draft.planned_on < timezone.localdate():
        wrong["planned_on"] = _("This day is past. Choose today or a day to come.")
    if draft.until_time and (draft.from_time is None or draft.until_time <= draft.from_time):
        wrong["until_time"] = _("The end must be later than the beginning.")
    if is_new and not draft.place.strip():
        wrong["place"] = _("Write where to go.")
    if wrong:
        raise NotValid("cases.checks.incomplete", wrong)


def _place_in_day(begins: time | None) -> int:
    """Minutes since midnight: checks stand in the route by their hour until somebody moves them."""
    return begins.hour * 60 + begins.minute if begins else _LATEST


def _where(check: JointCheck) -> str:
    return f"cases_jointcheck.place:{check.pk}"


def check_called(actor: Actor, check_id: UUID, case: Case | None = None) -> JointCheck:
    """One check, of this case if one is given. Raises NotAllowed when the actor sees none."""
    rows = JointCheck.objects.select_related("case__body", "case__lead_agency", "agency", "leader")
    found = rows.filter(pk=check_id, **({"case": case} if case else {})).first()
    if found is None:
        raise NotAllowed
    return found
