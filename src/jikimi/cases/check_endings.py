"""How a joint check ends: made, nobody met, called off; and a mistaken end taken back."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotValid, NotYet
from jikimi.cases.check_forms import MET, VISIT, items_of
from jikimi.cases.checking import need_planned, tell_team
from jikimi.cases.guards import need_reason
from jikimi.cases.models import Case, JointCheck
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within
from jikimi.cases.pathway_rules import Step
from jikimi.cases.pathways import pathway_of, record_milestone
from jikimi.cases.texts import covered

ENDINGS = ("done", "not_met")
# The step of a pathway that a joint visit is; each pathway has one at most.
_STEPS = ("joint_check", "joint_visit", "site_visit")
NOT_MET = "not_met"


def finish_check(
    *, actor: Actor, check: JointCheck, ending: str, summary: str = "", outcome: str = ""
) -> JointCheck:
    """Report a visit as made, or as an attempt at which nobody was met; the attempt counts.

    ending: done or not_met.  An attempt needs a word on what was tried and is never rolled over:
    the next visit is planned anew.  Raises NotYet while answers contradict each other.
    outcome: of outcomes_for(), where the case's pathway knows joint checks; a person judges it,
    no answer does.  The visit is recorded as a step of the pathway with it.
    Records cases.checks.finish.
    """
    if ending not in ENDINGS:
        raise NotValid("cases.checks.ending", {"ending": _("Choose one from the list.")})
    if ending == "not_met" and not summary.strip():
        says = _("Say what was tried, or why it did not happen.")
        raise NotValid("cases.checks.summary", {"summary": says})
    _need_outcome(check, ending, outcome)
    with acting_within(actor, "cases.checks.finish", check) as doing:
        need_planned(check)
        if check.unsettled:
            says = _("Two phones say otherwise. Settle that first.")
            raise NotYet("cases.not_yet.unsettled", says)
        if ending == "done" and not check.findings:
            says = _("Nothing has been answered yet. Fill in what was seen.")
            raise NotYet("cases.not_yet.nothing_answered", says)
        made_at = visited_at(check)
        _end(check, ending, summary)
        doing.details.update(check=str(check.pk), ending=ending)
        happened(check.case)
        _step(actor, check.case, made_at, outcome if ending == "done" else NOT_MET)
    return check


def call_off_check(*, actor: Actor, check: JointCheck, why: str) -> JointCheck:
    """Call a planned visit off, with the reason. Tells the agencies.

    Records cases.checks.call_off.
    """
    need_reason(why)
    with acting_within(actor, "cases.checks.call_off", check, why=covered(why)) as doing:
        need_planned(check)
        _end(check, "called_off", why)
        doing.details["check"] = str(check.pk)
        happened(check.case)
        tell_team(check, "cases.checks.call_off")
    return check


def resume_check(*, actor: Actor, check: JointCheck, why: str) -> JointCheck:
    """Take back an end reported by mistake; what was found stays.

    A step of the pathway that was recorded with it is taken back on the pathway's own page.
    Raises NotYet when the case is closed.  Records cases.checks.resume.
    """
    need_reason(why)
    with acting_within(actor, "cases.checks.resume", check, why=covered(why)) as doing:
        if check.case.stage == "closed":
            raise NotYet("cases.not_yet.closed", _("The case is closed. Reopen it first."))
        check.stage, check.ended_at, check.summary = "planned", None, ""
        check.version += 1
        check.save(update_fields=["stage", "ended_at", "summary", "version"])
        doing.details["check"] = str(check.pk)
        happened(check.case)
    return check


def attempts_of(case: Case) -> int:
    """How often a visit to this case's household met nobody."""
    return JointCheck.objects.filter(case=case, stage="not_met").count()


def outcomes_for(case: Case) -> list[tuple[str, str]]:
    """How a visit that met somebody may be judged on the case's pathway; empty where it is not."""
    step = _visit_step(case)
    codes = step.outcomes if step else ()
    return [(c, label("cases", "pathway_outcomes", c)) for c in codes if c != NOT_MET]


def visited_at(check: JointCheck) -> datetime:
    """When the visit was made: when the team noted whether it met somebody, else now."""
    asked = [item.code for item in items_of(check.form, on=check.planned_on) if item.asks == VISIT]
    noted = [check.findings[code]["at"] for code in asked if code in check.findings]
    return datetime.fromisoformat(noted[0]) if noted and noted[0] else timezone.now()


def ending_seen(check: JointCheck) -> str:
    """How the visit ended by what the team answered; empty when it did not say."""
    for item in items_of(check.form, on=check.planned_on):
        if item.asks == VISIT and item.code in check.findings:
            return "done" if check.findings[item.code]["answer"] == MET else "not_met"
    return ""


def _end(check: JointCheck, ending: str, words: str) -> None:
    check.stage, check.summary = ending, covered(words)
    check.ended_at = timezone.now()
    check.version += 1
    check.save(update_fields=["stage", "summary", "ended_at", "version"])


def _need_outcome(check: JointCheck, ending: str, outcome: str) -> None:
    offered = [code for code, _label in outcomes_for(check.case)]
    if ending == "done" and offered and outcome not in offered:
        says = _("Say what the team judges. It is a step of the protection.")
        raise NotValid("cases.checks.outcome", {"outcome": says})


def _visit_step(case: Case) -> Step | None:
    pathway = pathway_of(case)
    return next(filter(None, map(pathway.step, _STEPS)), None)


def _step(actor: Actor, case: Case, made_at: datetime, outcome: str) -> None:
    """The visit is a step of some pathways; where one before it is missing, a person records it."""
    step = _visit_step(case)
    if step is None:
        return
    call = partial(record_milestone, actor=actor, case=case, code=step.step)
    try:
        call(happened_at=made_at, outcome=outcome)
    except (NotYet, NotValid):
        return
