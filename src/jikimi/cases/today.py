"""Today: what waits for one person, what is overdue, and what is new since that person looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.bodies.cadence import turns_open
from jikimi.bodies.effects import effects_due
from jikimi.bodies.letters import letters_unopened
from jikimi.bodies.matters import matters_unanswered
from jikimi.bodies.minutes_days import minutes_waiting
from jikimi.bodies.models import AgendaItem, Meeting
from jikimi.bodies.reads import meetings_unanswered
from jikimi.bodies.reviews import reviews_to_discuss
from jikimi.bodies.undertakings_read import undertakings_late, undertakings_owed
from jikimi.cases.alerts import alerts_waiting
from jikimi.cases.check_route import checks_due
from jikimi.cases.clocks import day_due
from jikimi.cases.glass import openings, review_due_at
from jikimi.cases.invitations import invitations
from jikimi.cases.lead import numbers_without_owner
from jikimi.cases.measure_reads import clocks_next
from jikimi.cases.models import Action, Case, Participation
from jikimi.cases.monitoring import monitoring_due
from jikimi.cases.proposals import proposals_waiting
from jikimi.cases.research_reads import research_overdue_in_bodies, research_waiting
from jikimi.cases.review import reviews_due
from jikimi.cases.signal_reads import number_of, signals_waiting
from jikimi.cases.tasks import tasks_waiting
from jikimi.cases.urgent import shares_to_review
from jikimi.cases.words import words
from jikimi.cases.workload import actions_overdue_in_bodies, actions_waiting

MOST = 30
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that waits. act: the code of what is to be done; waits.csv has its words.

    number: the case, empty when it is not about one. due_on: None when there is no date.
    """

    act: str
    subject_id: UUID | int | None = None
    number: str = ""
    words: str = ""
    due_on: date | None = None

    @property
    def label(self) -> str:
        """What is to be done, in the reader's language."""
        return words("waits")[self.act].label

    @property
    def days_left(self) -> int:
        """Whole days until it is due, negative when past; a large number without a date."""
        return (self.due_on - timezone.localdate()).days if self.due_on else 9999


@dataclass(frozen=True, slots=True)
class Today:
    """The page of one person. news: cases that moved since `since`. unowned: what by how many."""

    overdue: list[Wait]
    waiting: list[Wait]
    meetings: list[Meeting]
    news: list[Case]
    since: datetime | None
    unowned: dict[str, int] = field(default_factory=dict)


def today(actor: Actor, *, since: datetime | None) -> Today:
    """What waits for the actor, most pressing first. Constant number of queries.

    since: when the actor last looked.  Records access.today.read.
    """
    waits = sorted(_waits(actor), key=lambda wait: (wait.days_left, wait.act))
    reading(actor, "access.today.read")
    return Today(
        overdue=[wait for wait in waits if wait.days_left < 0],
        waiting=[wait for wait in waits if wait.days_left >= 0],
        meetings=_meetings(actor),
        news=_news(actor, since),
        since=since,
        unowned=_unowned(actor),
    )


def _waits(actor: Actor) -> Iterable[Wait]:
    works = actor.holds("practitioner") or actor.holds("coordinator")
    steers = bool(actor.bodies_coordinated())
    return chain(
        _of_time_limits(actor),
        _of_case_work(actor) if works else (),
        _of_coordination(actor) if steers else (),
        _of_clocks(actor) if works or steers else (),
        _of_signals(actor) if steers else (),
        _to_review(actor),
        (Wait("bodies.meeting.answer", m.pk, "", m.body.name) for m in meetings_unanswered(actor)),
        _of_minutes(actor),
        _of_undertakings(actor),
        _of_bodies(actor) if steers else (),
        _of_council(actor) if steers else (),
    )


def _of_bodies(actor: Actor) -> Iterable[Wait]:
    """Regular meetings nobody called, and matters that wait for a place or an answer."""
    for line in turns_open(actor)[:MOST]:
        body = line.turn.body
        yield Wait("bodies.meeting.call", body.pk, "", body.name, line.turn.due_on)
    for matter in matters_unanswered(actor)[:MOST]:
        yield Wait("bodies.matter.schedule", matter.pk, "", f"{matter.body.name}: {matter.title}")


def _of_council(actor: Actor) -> Iterable[Wait]:
    """Case reviews that came up, and effects of decisions that are to be looked at."""
    for review in reviews_to_discuss(actor, most=MOST):
        yield Wait("bodies.review.discuss", review.pk, "", review.above.name)
    for row in effects_due(actor, most=MOST):
        yield Wait("bodies.undertakings.effect", row.pk, "", row.text, row.effect_due_on)


def _of_minutes(actor: Actor) -> Iterable[Wait]:
    """Minutes the actor writes or approves, and letters its agency has not opened."""
    for met in minutes_waiting(actor, most=MOST):
        yield Wait("bodies.minutes.approve", met.pk, "", met.body.name, met.minutes_due_on)
    if any(map(actor.holds_anywhere, ("practitioner", "coordinator", "council_member"))):
        for letter in letters_unopened(actor, most=MOST):
            yield Wait("bodies.letter.read", letter.pk, "", letter.body.name)


def _of_undertakings(actor: Actor) -> Iterable[Wait]:
    for row in undertakings_owed(actor, most=MOST):
        act = "bodies.undertakings.accept" if row.stage == "open" else "bodies.undertakings.done"
        yield Wait(act, row.pk, "", row.text, row.due_on)
    for row in undertakings_late(actor, most=MOST):
        yield Wait("bodies.undertakings.not_done", row.pk, "", row.agency.name, row.due_on)


def _of_time_limits(actor: Actor) -> Iterable[Wait]:
    """What must be done now, and alerts told to the actor that nobody has seen."""
    if not any(map(actor.holds_anywhere, ("practitioner", "coordinator", "council_member"))):
        return
    for task in tasks_waiting(actor, most=MOST):
        due = day_due(task.task.due_at)
        yield Wait("cases.tasks.finish", task.task.pk, task.task.case.number, task.name, due)
    for line in alerts_waiting(actor, most=MOST):
        number = line.case.number if line.case else ""
        due = day_due(line.clock.due_at if line.clock else line.alert.reached_at)
        what = f"{line.point} · {line.words}"
        yield Wait("cases.alerts.acknowledge", line.alert.pk, number, what, due)


def _of_case_work(actor: Actor) -> Iterable[Wait]:
    for share in invitations(actor)[:MOST]:
        yield Wait("cases.sharing.accept", share.pk, "", share.purpose_in_words)
    for line in actions_waiting(actor, limit=MOST):
        yield _action(line.action)
    for asked in research_waiting(actor, limit=MOST):
        yield Wait("cases.research.answer", asked.pk, asked.case.number, "", asked.due_on)
    for contact in monitoring_due(actor, most=MOST):
        row = contact.contact
        yield Wait("cases.monitoring.report", row.pk, row.case.number, "", row.due_on)
    for check in checks_due(actor, most=MOST):
        yield Wait("cases.checks.finish", check.pk, check.case.number, "", check.planned_on)
    for case in reviews_due(actor, most=MOST):
        act = "cases.review.hold" if case.stage == "acting" else "cases.review.go_on"
        yield Wait(act, case.pk, case.number, "", case.review_due_on)


def _action(action: Action) -> Wait:
    act = "cases.actions.accept" if action.stage == "open" else "cases.actions.done"
    return Wait(act, action.pk, action.case.number, action.text, action.due_on)


def _of_coordination(actor: Actor) -> Iterable[Wait]:
    steered = Q(body_id__in=actor.bodies_coordinated())
    named = Case.objects.filter(steered, stage="nominated").select_related("nominated_by")
    for case in named.order_by("stage_since")[:MOST]:
        yield Wait("cases.selection.accept", case.pk, case.number, case.nominated_by.name)
    for case in _unheard(steered):
        yield Wait("cases.hearing.call", case.pk, case.number)
    for line in actions_overdue_in_bodies(actor, limit=MOST):
        if line.action.agency_id != actor.agency_id:
            late = line.action
            number, name = late.case.number, late.agency.name
            yield Wait("cases.actions.not_done", late.pk, number, name, late.due_on)
    for proposed in proposals_waiting(actor, bodies=actor.bodies_coordinated())[:MOST]:
        kind = label("cases", "proposal_kinds", proposed.kind)
        yield Wait("cases.proposals.accept", proposed.pk, proposed.case.number, kind)
    for asked in research_overdue_in_bodies(actor, limit=MOST):
        number, name = asked.case.number, asked.agency.name
        yield Wait("cases.research.ask", asked.pk, number, name, asked.due_on)


def _of_signals(actor: Actor) -> Iterable[Wait]:
    for signal in signals_waiting(actor, limit=MOST):
        due = timezone.localtime(signal.answer_due_at).date()
        yield Wait("cases.signals.answer", signal.pk, number_of(signal), "", due)


def _unheard(steered: Q) -> Iterable[Case]:
    """Selected cases that stand on no agenda ahead."""
    ahead = AgendaItem.objects.filter(
        subject_id=OuterRef("pk"), closed_at=None, meeting__stage__in=("called", "open")
    )
    # Looked up case by case: as NOT EXISTS all agendas ahead would be gathered for thirty rows.
    rows = Case.objects.alias(ahead=Subquery(ahead.values("pk")[:1]))
    rows = rows.filter(steered, ahead=None, stage="selected")
    return rows.order_by("stage_since")[:MOST]


def _of_clocks(actor: Actor) -> Iterable[Wait]:
    """Time limits of measures that come next: for the agency that must act, and who steers."""
    for line in clocks_next(actor, most=MOST):
        clock = line.clock
        act = "cases.measures.end" if clock.kind == "end" else "cases.measures.event"
        yield Wait(act, clock.measure_id, clock.case.number, line.name, line.last_day)


def _to_review(actor: Actor) -> Iterable[Wait]:
    if actor.holds("auditor") or actor.bodies_coordinated():
        for row in openings(actor).filter(reviewed_at=None)[:MOST]:
            due = timezone.localtime(review_due_at(row.opened_at)).date()
            yield Wait("cases.glass.review", row.pk, "", row.agency.name, due)
    if actor.holds("practitioner") or actor.bodies_coordinated():
        for share in shares_to_review(actor)[:MOST]:
            yield _share(share)


def _share(share: Participation) -> Wait:
    due = timezone.localtime(share.review_due_at).date() if share.review_due_at else None
    by = share.agency.name
    what = _("Nomination by %(agency)s") % {"agency": by} if share.role == "lead" else by
    return Wait("cases.sharing.review", share.pk, share.case.number, what, due)


def _meetings(actor: Actor) -> list[Meeting]:
    """Meetings of today and of the coming week to which the actor is invited or which it runs."""
    now = timezone.now()
    rows = Meeting.objects.filter(
        stage__in=("called", "open"), starts_at__lte=now + SOON, starts_at__gte=now - SOON
    ).select_related("body")
    invited = rows.filter(attendances__member_id=actor.member_id).distinct()
    run = rows.filter(body_id__in=actor.bodies_coordinated())
    found = {met.pk: met for met in chain(invited, run)}
    return sorted(found.values(), key=lambda met: met.starts_at)


def _news(actor: Actor, since: datetime | None) -> list[Case]:
    works = actor.holds("practitioner") or actor.holds("coordinator")
    if since is None or not (works or actor.bodies_coordinated()):
        return []
    # Two short lists: of one with OR, every newer case of the country would be looked at.
    taking_part = Case.objects.filter(
        participations__agency_id=actor.agency_id,
        participations__ended_at=None,
        participations__last_event_at__gt=since,
    )
    steered = Case.objects.filter(body_id__in=actor.bodies_coordinated())
    found = {case.pk: case for rows in (taking_part, steered) for case in _newest(rows, since)}
    return sorted(found.values(), key=lambda case: case.last_event_at, reverse=True)[:MOST]


def _newest(rows: QuerySet[Case], since: datetime) -> QuerySet[Case]:
    return rows.filter(last_event_at__gt=since).order_by("-last_event_at")[:MOST]


def _unowned(actor: Actor) -> dict[str, int]:
    if not (actor.holds("administrator") or actor.bodies_coordinated()):
        return {}
    return {what: number for what, number in numbers_without_owner(actor).items() if number}
