"""How an inspection ends: graded, its function test entered, earlier repairs confirmed or not."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid, NotYet
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.places.inspecting import end_inspection, link
from jikimi.places.inspection_forms import Item, does_work, grade_of, items_of
from jikimi.places.models import Inspection, Repair
from jikimi.places.repairs import judge
from jikimi.places.sites import record_test


def finish_inspection(*, actor: Actor, inspection: Inspection, summary: str = "") -> Inspection:
    """Report an inspection as made; from then on everybody may know of it.

    Its grade is the worst of its answers.  A completed function test is entered at the site, and
    repairs of the inspection it repeats are confirmed or reopened by what was seen now.  Raises
    NotYet while nothing was answered or answers contradict each other.
    Records places.inspections.finish.
    """
    with acting(actor, "places.inspections.finish", inspection) as doing:
        items = items_of(inspection.form, on=inspection.planned_on)
        _need_answers(inspection)
        inspection.grade = grade_of(inspection.answers, items)
        inspection.made_by_id = actor.member_id
        end_inspection(inspection, "made", summary)
        doing.details["grade"] = inspection.grade
        _enter_test(actor, inspection, items)
        _judge_repairs(inspection, items)
        _tell(inspection)
    return inspection


def visited_on(inspection: Inspection) -> date:
    """The day of the visit: of its first answer, else today."""
    said = sorted(row["at"] for row in inspection.answers.values() if row.get("at"))
    return timezone.localtime(datetime.fromisoformat(said[0])).date() if said else _today()


def _today() -> date:
    return timezone.localdate()


def _need_answers(inspection: Inspection) -> None:
    if inspection.unsettled:
        says = _("Two phones say otherwise. Settle that first.")
        raise NotYet("places.not_yet.unsettled", says)
    if not inspection.answers:
        says = _("Nothing has been answered yet. Fill in what was seen.")
        raise NotYet("places.not_yet.nothing_answered", says)


def _enter_test(actor: Actor, inspection: Inspection, items: list[Item]) -> None:
    """A later test that stands already, or a site taken down since, is left as it is."""
    works = does_work(inspection.answers, items)
    if inspection.site is None or works is None:
        return
    note = _("From an inspection")
    try:
        record_test(
            actor=actor,
            site=inspection.site,
            tested_on=visited_on(inspection),
            works=works,
            note=note,
        )
    except (NotValid, NotYet):
        return


def _judge_repairs(inspection: Inspection, items: list[Item]) -> None:
    """Each repair of the inspection before: confirmed where it is good now, else open again."""
    if inspection.again_of_id is None:
        return
    known = {item.code: item for item in items}
    rows = Repair.objects.filter(inspection_id=inspection.again_of_id).select_for_update()
    for repair in rows.exclude(stage__in=("checked", "withdrawn")):
        said = inspection.answers.get(repair.item)
        grade = known[repair.item].grade(said["answer"]) if said and repair.item in known else ""
        if grade:
            why = "" if grade == "green" else _("Seen again at an inspection")
            judge(repair, is_good=grade == "green", why=why, seen=inspection)


def _tell(inspection: Inspection) -> None:
    """Who coordinates the body and who keeps the site: an inspection was made there."""
    keeper = inspection.site.keeper_id if inspection.site else None
    whom = {Principal.BODY.of(inspection.body_id)}
    whom |= {Principal.AGENCY.of(keeper)} if keeper else set()
    tell_principals(
        whom, "places.inspections.finish", subject_id=inspection.pk, link=link(inspection)
    )
