"""Recruiting: an agency is found, agrees or declines; a step recorded by mistake is taken back.

The way: found → visited → agreed → signed → seated → left; declined at any point before the seat.
Visits stand in visiting, the agreement in signing, the seat in joining.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.bodies.models import Body, Candidate
from jikimi.bodies.seats import put_seat_ended

ENDED = ("declined", "left")


@dataclass(frozen=True, slots=True)
class CandidateDraft:
    """An agency that might join. kind: a code of agency_kinds; district: of data/districts.csv.

    agency_id: when it is registered here already, as for a body beside one it sits in.
    """

    name: str
    kind: str
    district: str = ""
    phone: str = ""
    note: str = ""
    agency_id: int | None = None


def find_candidate(
    *, actor: Actor, body: Body, draft: CandidateDraft, found_on: date | None = None
) -> Candidate:
    """Put an agency on the list of those to be won for a body. Records bodies.candidate.find.

    Raises NotValid for an unknown kind, a missing name, or an agency that stands there already.
    """
    day = not_ahead(found_on, "found_on")
    with acting(actor, "bodies.candidate.find", body) as doing:
        given = _checked(body, draft, None)
        row = Candidate.objects.create(
            body=body, found_on=day, found_by_id=actor.member_id or None, **given
        )
        doing.about(row)
    return row


def amend_candidate(
    *, actor: Actor, candidate: Candidate, draft: CandidateDraft, version: int | None = None
) -> Candidate:
    """Correct what is known of an agency to be won. Records bodies.candidate.amend.

    Raises Changed when somebody else saved it after `version` was read.
    """
    with acting(actor, "bodies.candidate.amend", candidate):
        given = _checked(candidate.body, draft, candidate.pk)
        if candidate.seat_id:
            given.pop("agency_id")
        expect_version(candidate, version, given)
        for name, value in given.items():
            setattr(candidate, name, value)
        candidate.save(update_fields=[*given, "version"])
    return candidate


def agree_candidate(
    *, actor: Actor, candidate: Candidate, agreed_on: date | None = None
) -> Candidate:
    """Record that an agency agreed to join. Records bodies.candidate.agree."""
    day = not_ahead(agreed_on, "agreed_on")
    with acting(actor, "bodies.candidate.agree", candidate):
        not_before(day, candidate.found_on, "agreed_on")
        candidate.agreed_on, candidate.why_ended = day, ""
        candidate.save(update_fields=["agreed_on", "why_ended"])
    return candidate


def decline_candidate(*, actor: Actor, candidate: Candidate, why: str) -> Candidate:
    """Record that an agency will not join, and why. Records bodies.candidate.decline."""
    reason = need_reason(why)
    with acting(actor, "bodies.candidate.decline", candidate, why=reason):
        candidate.why_ended = reason
        candidate.save(update_fields=["why_ended"])
    return candidate


def undo_step(*, actor: Actor, candidate: Candidate, why: str) -> Candidate:
    """Take back the newest step of an agency's way; it stands again where it stood before.

    A seat given by mistake is ended, one ended by mistake stands again; an agreement recorded by
    mistake is kept, marked as taken back.  Records bodies.candidate.undo.
    """
    reason = need_reason(why)
    with acting(actor, "bodies.candidate.undo", candidate, why=reason) as doing:
        doing.details["stage"] = candidate.stage
        _TAKE_BACK[candidate.stage](candidate)
        candidate.stage = _stage_that_stands(candidate)
        candidate.stage_since = timezone.now()
        candidate.save(
            update_fields=["agreed_on", "why_ended", "seat", "stage", "stage_since"],
        )
    return candidate


def put_stage(candidate: Candidate, stage: str) -> None:
    """The part of moving on that acts without a stage of their own share."""
    candidate.stage, candidate.stage_since = stage, timezone.now()
    candidate.save(update_fields=["stage", "stage_since"])


def not_ahead(day: date | None, field: str) -> date:
    """The day, today when none is given. Raises NotValid for one that is still to come."""
    today = timezone.localdate()
    if day is not None and day > today:
        raise NotValid("bodies.recruiting.ahead", {field: _("This day is still to come.")})
    return day or today


def not_before(day: date, first: date, field: str) -> None:
    """Raise NotValid when a day lies before the first that is possible."""
    if day < first:
        says = _("This day lies before the step that comes first.")
        raise NotValid("bodies.recruiting.before", {field: says})


def need_reason(why: str, field: str = "why") -> str:
    """The reason without spaces around it. Raises NotValid when there is none."""
    if not why.strip():
        raise NotValid("bodies.recruiting.why", {field: _("Give the reason.")})
    return why.strip()


def _checked(body: Body, draft: CandidateDraft, own: UUID | None) -> dict[str, object]:
    given: dict[str, object] = asdict(draft) | {"name": " ".join(draft.name.split())}
    wrong: dict[str, str] = {}
    if not given["name"]:
        wrong["name"] = _("Give the name.")
    if draft.kind not in codes("access", "agency_kinds"):
        wrong["kind"] = _("Choose one from the list.")
    if _stands_already(body, str(given["name"]), own):
        wrong["name"] = _("This agency is on the list already.")
    if draft.agency_id and not Agency.objects.filter(pk=draft.agency_id).exists():
        wrong["agency_id"] = _("Choose one from the list.")
    if wrong:
        raise NotValid("bodies.candidate", wrong)
    return given


def _stands_already(body: Body, name: str, own: UUID | None) -> bool:
    same = Candidate.objects.filter(body=body, name=name).exclude(stage__in=ENDED)
    return any(pk != own for pk in same.values_list("pk", flat=True))


def _forget_visit(candidate: Candidate) -> None:
    newest = candidate.visits.exclude(visited_on=None).order_by("-visited_on").first()
    if newest is None:
        raise NotAllowed
    newest.visited_on, newest.outcome, newest.explained, newest.met = None, "", "", ""
    newest.save(update_fields=["visited_on", "outcome", "explained", "met"])


def _forget_agreeing(candidate: Candidate) -> None:
    candidate.agreed_on = None
    candidate.visits.filter(outcome="agreed").update(outcome="thinking")


def _take_back_signing(candidate: Candidate) -> None:
    newest = candidate.signings.filter(withdrawn_at=None).first()
    if newest is None:
        raise NotAllowed
    newest.withdrawn_at = timezone.now()
    newest.save(update_fields=["withdrawn_at"])


def _take_back_seat(candidate: Candidate) -> None:
    if candidate.seat:
        put_seat_ended(candidate.seat, timezone.localdate())
    candidate.seat = None


def _forget_declining(candidate: Candidate) -> None:
    candidate.why_ended = ""
    candidate.visits.filter(outcome="declined").update(outcome="thinking")


def _sit_again(candidate: Candidate) -> None:
    """Who sat there for the agency is to be named anew."""
    seat = candidate.seat
    if seat is None:
        raise NotAllowed
    if candidate.body.seats.filter(agency_id=seat.agency_id, left_on=None).exists():
        says = _("This agency has a new seat in this body.")
        raise NotYet("bodies.not_yet.seated_anew", says)
    seat.left_on = None
    seat.save(update_fields=["left_on"])
    candidate.why_ended = ""


_TAKE_BACK = {
    "visited": _forget_visit,
    "agreed": _forget_agreeing,
    "signed": _take_back_signing,
    "seated": _take_back_seat,
    "declined": _forget_declining,
    "left": _sit_again,
}


def _stage_that_stands(candidate: Candidate) -> str:
    """The stage that follows from what is recorded."""
    if candidate.seat and candidate.seat.left_on is None:
        return "seated"
    if candidate.signings.filter(withdrawn_at=None).exists():
        return "signed"
    if candidate.agreed_on:
        return "agreed"
    return "visited" if candidate.visits.exclude(visited_on=None).exists() else "found"
