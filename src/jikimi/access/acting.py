"""acting(): the one shape of every change: check, lock, move, write, record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.acts import Act, act_called
from jikimi.access.errors import Changed, NotAllowed, NotYet
from jikimi.access.principals import CLOCK, COMMAND_LINE
from jikimi.access.record import Entry, append, append_refusal
from jikimi.access.ticket import named

# Standings that a role held at any agency or in any body fulfils: a chair, a clerk, or who answers
# for an agency in a body may hold it in that body alone; above is said of a role in the body above.
# An alert is told to whoever coordinates a body or answers for an agency in one.
_HELD_ANYWHERE = (
    *("any", "unkept", "chair", "clerk", "answers", "above", "proposer", "unchaired"),
    *("told", "seen"),
)
_UNATTENDED = {"clock": CLOCK, "operator": COMMAND_LINE}


class Subject(Protocol):
    """What an act is done to: a row that knows how an actor stands to it."""

    pk: Any

    @property
    def subject_kind(self) -> str:
        """One word for the record."""

    def standings(self, actor: Actor) -> Iterable[str]:
        """How the actor stands to it: participant, lead, nominator, coordinator of its body …"""


class Doing:
    """An act under way: what it is about, the persons it touches, and facts for the record."""

    def __init__(self, act: Act, subject: Any, persons: Iterable[UUID]) -> None:
        self.act = act
        self.subject = subject
        self.persons: set[UUID] = set(persons)
        self.details: dict[str, str | int] = {}

    def about(self, subject: Any) -> None:
        """Name what the act has just made, so that the record stands under it."""
        self.subject = subject


@contextmanager
def acting(
    actor: Actor,
    code: str,
    subject: Any = None,
    *,
    why: str = "",
    persons: Iterable[UUID] = (),
) -> Iterator[Doing]:
    """Run a change: the actor may do it, the subject is locked, moved on and recorded.

    Raises NotAllowed (recorded as a refusal) or NotYet (the stage does not fit).
    The subject's row is read again under a lock, so what it holds inside is the newest.
    """
    act = act_called(code)
    with transaction.atomic(), named(actor):
        _lock(subject)
        check(actor, act, subject)
        doing = Doing(act, subject, persons)
        yield doing
        if act.stage_to and subject is not None:
            _move(subject, act.stage_to)
        append(_entry(doing, why), actor=actor)


def may(actor: Actor, code: str, subject: Any = None) -> bool:
    """Whether the button for this act is offered: role, standing and stage all fit."""
    act = act_called(code)
    return _is_permitted(actor, act, subject) and act.may_start_from(getattr(subject, "stage", ""))


def check(actor: Actor, act: Act, subject: Any = None) -> None:
    """Raise NotAllowed, recorded, or NotYet when the stage is not the right one."""
    if not _is_permitted(actor, act, subject):
        refusal = Entry(act.code, "refused", _kind(subject), _record_id(subject))
        append_refusal(refusal, actor=actor)
        raise NotAllowed
    if subject is not None and not act.may_start_from(getattr(subject, "stage", "")):
        raise NotYet(f"{act.code}.wrong_stage", _("This step does not fit the present stage."))


def reading(
    actor: Actor,
    code: str,
    subject: Any = None,
    *,
    persons: Iterable[UUID] = (),
    why: str = "",
    details: Mapping[str, str | int] | None = None,
) -> None:
    """Check that the actor may read this, and record the reading (SR-26).

    details: codes for the record, such as how a file was locked; never content.
    """
    act = act_called(code)
    check(actor, act, subject)
    doing = Doing(act, subject, persons)
    doing.details.update(details or {})
    append(_entry(doing, why, outcome="read"), actor=actor)


def expect_version(subject: models.Model, version: int | None, mine: dict[str, object]) -> None:
    """Raise Changed when somebody saved the row after `version` was read.

    mine: field → value about to be written; fields in which the two agree are not a conflict.
    Raises the version of the row by one otherwise (saved by the caller).
    """
    current = int(getattr(subject, "version"))  # noqa: B009
    if version is not None and version != current:
        theirs = {f: getattr(subject, f) for f in mine if getattr(subject, f) != mine[f]}
        if theirs:
            raise Changed(theirs=theirs, mine={f: mine[f] for f in theirs})
    subject.version = current + 1  # type: ignore[attr-defined]


def _is_permitted(actor: Actor, act: Act, subject: Any) -> bool:
    standings = set(subject.standings(actor)) if subject is not None else set()
    standings |= {"any", f"kind:{actor.agency_kind}"}
    body = getattr(subject, "body_id", None)
    return any(
        standing in standings and _holds(actor, role, standing, body) for role, standing in act.who
    )


def _holds(actor: Actor, role: str, standing: str, body_id: int | None) -> bool:
    if role in _UNATTENDED:
        return _UNATTENDED[role] in actor.capabilities
    if standing == "body":
        return body_id is not None and actor.holds(role, body_id=body_id)
    if standing in _HELD_ANYWHERE:
        return actor.holds_anywhere(role)
    return actor.holds(role)


def _lock(subject: Any) -> None:
    if subject is None or subject._state.adding:
        return
    rows = type(subject)._default_manager.filter(pk=subject.pk)
    if not getattr(subject, "is_guarded", False):  # guard functions lock by themselves
        rows = rows.select_for_update()
    if not rows.values_list("pk").first():
        raise NotAllowed
    subject.refresh_from_db()


def _move(subject: Any, stage: str) -> None:
    subject.stage = stage
    subject.stage_since = timezone.now()
    subject.save(update_fields=["stage", "stage_since"])


def _recorded_under(subject: Any) -> Any:
    """The row under whose name the record is kept: for what hangs on a case, the case."""
    return getattr(subject, "recorded_under", subject)


def _record_id(subject: Any) -> UUID | None:
    row = _recorded_under(subject)
    return row.pk if row is not None and isinstance(row.pk, UUID) else None


def _kind(subject: Any) -> str:
    row = _recorded_under(subject)
    return row.subject_kind if row is not None else ""


def _entry(doing: Doing, why: str, outcome: str = "done") -> Entry:
    return Entry(
        act=doing.act.code,
        outcome=outcome,
        subject_kind=_kind(doing.subject),
        subject_id=_record_id(doing.subject),
        person_ids=tuple(sorted(doing.persons)),
        why=why,
        details=tuple(sorted(doing.details.items())),
    )
