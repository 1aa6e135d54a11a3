"""The staff API, version 1: the same rules and reads as the pages, in JSON; problem+json errors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError
from ninja.errors import ValidationError as BadInput
from ninja.security import SessionAuth

from jikimi.access.actor import Actor
from jikimi.access.errors import Changed, NotValid, Refusal
from jikimi.cases.actions import accept_action, action_called
from jikimi.cases.endings import end_action
from jikimi.cases.models import Case
from jikimi.cases.reads import case_called
from jikimi.cases.worklist import Filter, ListedCase, worklist
from jikimi.cases.workload import ActionFilter, ActionLine, action_list, actions_of
from jikimi.doors.api import bells


class SignedIn(SessionAuth):
    """The session of the staff door; the middleware has named the actor."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The named actor, or nothing."""
        return getattr(request, "actor", None)


api = NinjaAPI(
    title="Jikimi staff API",
    version="1",
    description="Cases and actions of the signed-in member's agency. What the member may not see"
    " answers 404, as what does not exist.",
    auth=SignedIn(),
    docs_url=None,
    urls_namespace="api_v1",
)


class Me(Schema):
    """Who is signed in."""

    member: int
    agency: int
    agency_kind: str
    roles: list[str]


class CaseOut(Schema):
    """A case without any name."""

    number: str
    stage: str
    kind: str
    lead_agency: int
    risk: str
    last_event_at: datetime
    is_repeat: bool


class CasePage(Schema):
    """One page of a list; later and earlier are marks for the neighbouring pages."""

    cases: list[CaseOut]
    earlier: str
    later: str


class ActionOut(Schema):
    """An action of one agency. offers: what may be done with it now."""

    id: UUID
    case: str
    agency: int
    text: str
    due_on: date
    stage: str
    outcome: str
    offers: list[str]


class CaseWhole(CaseOut):
    """A case with the actions the reader may see."""

    actions: list[ActionOut]


class ActionPage(Schema):
    """One page of an agency's actions with how many stand in each state."""

    actions: list[ActionOut]
    counts: dict[str, int]
    has_later: bool


class Ending(Schema):
    """How an action ended: done, not_possible or not_done; the last two need a text."""

    ending: str
    text: str = ""


class Owner(Schema):
    """Who of the agency takes an action on; nobody yet when left out."""

    owner: int | None = None


@api.get("/me", response=Me)
def me(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, with the roles held now."""
    actor = _actor(request)
    roles = sorted({role.kind for role in actor.roles})
    return {
        "member": actor.member_id,
        "agency": actor.agency_id,
        "agency_kind": actor.agency_kind,
        "roles": roles,
    }


@api.get("/cases", response=CasePage)
def cases(
    request: HttpRequest, stage: str = "", kind: str = "", after: str = "", before: str = ""
) -> dict[str, Any]:
    """The cases the member's agency works on, newest event first."""
    page = worklist(_actor(request), Filter(stage=stage, kind=kind), after=after, before=before)
    lines = [_case(line.case, risk=line.risk) for line in page.lines]
    return {"cases": lines, "earlier": page.earlier, "later": page.later}


@api.get("/cases/{number}", response=CaseWhole)
def case(request: HttpRequest, number: str) -> dict[str, Any]:
    """One case with its actions."""
    actor = _actor(request)
    found = case_called(actor, number)
    actions = [_action(line) for line in actions_of(actor, found)]
    return {**_case(found), "actions": actions}


@api.get("/actions", response=ActionPage)
def actions(request: HttpRequest, state: str = "open", page: int = 1) -> dict[str, Any]:
    """The actions of the member's agency. state: open, overdue, done, not_possible, not_done."""
    found = action_list(_actor(request), ActionFilter(state=state, page=page))
    lines = [_action(line) for line in found.lines]
    return {"actions": lines, "counts": found.counts, "has_later": found.has_later}


@api.post("/cases/{number}/actions/{action_id}/accept", response=ActionOut)
def accept(request: HttpRequest, number: str, action_id: UUID, owner: Owner) -> dict[str, Any]:
    """Take an action on for one's agency."""
    actor = _actor(request)
    action = action_called(actor, case_called(actor, number), action_id)
    done = accept_action(actor=actor, action=action, owner_id=owner.owner)
    return _action(ActionLine(done, 0, frozenset()))


@api.post("/cases/{number}/actions/{action_id}/end", response=ActionOut)
def end(request: HttpRequest, number: str, action_id: UUID, ending: Ending) -> dict[str, Any]:
    """Report how an action ended."""
    actor = _actor(request)
    action = action_called(actor, case_called(actor, number), action_id)
    done = end_action(actor=actor, action=action, ending=ending.ending, text=ending.text)
    return _action(ActionLine(done, 0, frozenset()))


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A rule's refusal as problem+json: 404, 409 or 422 with its stable code."""
    extra: dict[str, Any] = {}
    if isinstance(refusal, NotValid):
        extra["fields"] = refusal.fields
    if isinstance(refusal, Changed):
        extra["theirs"] = {k: str(v) for k, v in refusal.theirs.items()}
    return _problem(refusal.status, refusal.code, refusal.says, **extra)


@api.exception_handler(BadInput)
def bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    """Input that does not fit the schema: which field, and what is wrong."""
    fields = {".".join(str(p) for p in e["loc"]): str(e["msg"]) for e in error.errors}
    return _problem(422, "api.bad_input", fields=fields)


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody is signed in."""
    return _problem(401, "api.not_signed_in", f"Sign in at {settings.LOGIN_URL}.")


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A value the tables do not take."""
    return _problem(422, "api.not_valid", " ".join(error.messages))


def _problem(status: int, code: str, says: str = "", **extra: Any) -> HttpResponse:
    body = {"type": "about:blank", "status": status, "code": code, "detail": says, **extra}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _case(found: Case | ListedCase, *, risk: str = "") -> dict[str, Any]:
    return {
        "number": found.number,
        "stage": found.stage,
        "kind": found.kind,
        "lead_agency": found.lead_agency_id,
        "risk": risk,
        "last_event_at": found.last_event_at,
        "is_repeat": found.is_repeat,
    }


def _action(line: ActionLine) -> dict[str, Any]:
    action = line.action
    return {
        "id": action.pk,
        "case": action.case.number,
        "agency": action.agency_id,
        "text": action.text,
        "due_on": action.due_on,
        "stage": action.stage,
        "outcome": action.outcome,
        "offers": sorted(line.offers),
    }


api.add_router("/bells", bells.router)
urls = [path("api/v1/", api.urls)]
