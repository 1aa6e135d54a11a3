"""The log of location for its auditor: read, taken out as a file, let go when it was held back.

Lines name nobody: a mark tells which are about one phone, and only who holds its secret can say
whose.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import labels
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.locking import TakenFile, lock_noted, locked, need_password
from jikimi.escorts.models import Provision
from jikimi.escorts.rooms import room_of

PAGE = 100
WHATS = ("collected", "used", "provided")
_MARK = 6
_TELL_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ProvisionFilter:
    """What an auditor looks for. state: untold, held or late (not told within thirty days)."""

    since: date | None = None
    until: date | None = None
    what: str = ""
    recipient: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """One line. mark: the same for lines about one phone; how: by which way it was got or told."""

    number: UUID
    at: datetime
    mark: str
    what: str
    recipient: str
    purpose: str
    how: str
    told_at: datetime | None
    is_held: bool


def provision_lines(
    actor: Actor, wanted: ProvisionFilter, *, before: datetime | None = None
) -> list[ProvisionLine]:
    """The log of the auditor's control room, newest first, a hundred at a time.

    Records escorts.provisions.read.  Source: Location Information Act §16②.
    """
    reading(actor, "escorts.provisions.read", room_of(actor))
    rows = _filtered(actor, wanted)
    if before:
        rows = rows.filter(at__lt=before)
    return [_line(row) for row in rows.order_by("-at", "pk")[:PAGE]]


def provision_counts(actor: Actor, wanted: ProvisionFilter) -> Mapping[str, int]:
    """How many lines fit, and of them: collected, used, provided, untold, held, late."""
    late = timezone.now() - _TELL_WITHIN
    untold = Q(what="provided", told_at=None, is_held=False)
    counts = _filtered(actor, wanted).aggregate(
        all=Count("pk"),
        **{what: Count("pk", filter=Q(what=what)) for what in WHATS},
        untold=Count("pk", filter=untold),
        held=Count("pk", filter=Q(is_held=True)),
        late=Count("pk", filter=untold & Q(at__lt=late)),
    )
    return {name: int(count) for name, count in counts.items()}


def provision_file(
    actor: Actor, wanted: ProvisionFilter, *, why: str, marks: bool = False, password: str = ""
) -> TakenFile:
    """The lines that fit as CSV, oldest first; with marks only in a ZIP under a password.

    Raises NotValid without a reason, or a good password where one is needed.
    Records escorts.provisions.export.  Source: SR-17, SR-30.
    """
    if not why.strip():
        raise NotValid("escorts.provisions.why", {"why": _("Give the reason.")})
    need_password(password, is_personal=marks)
    room = room_of(actor)
    reading(actor, "escorts.provisions.export", room, why=why, details=lock_noted(password))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_headings(marks=marks))
    writer.writerows(_cells(line, marks=marks) for line in _all(actor, wanted))
    name = f"location-log-{timezone.localdate():%Y%m%d}.csv"
    file = TakenFile(name, text.getvalue().encode("utf-8-sig"))  # Excel wants the mark
    return locked(file, password) if password else file


def release_line(*, actor: Actor, number: UUID, why: str) -> None:
    """Let a line go that was held back: the person's phone tells her when she asks next.

    Raises NotValid without a reason, or while the call it is about is not over; NotAllowed for what
    is no held line of this control room.  Records escorts.provisions.release.
    Source: Location Information Act §29⑥.
    """
    if not why.strip():
        raise NotValid("escorts.provisions.why", {"why": _("Give the reason.")})
    if not Provision.objects.filter(pk=number, room_id=actor.agency_id, is_held=True).exists():
        raise NotAllowed
    with (
        acting(actor, "escorts.provisions.release", room_of(actor), why=why),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT escorts_release(%s)", [number])
        if not cursor.fetchone()[0]:
            says = _("The call it is about is not over yet.")
            raise NotValid("escorts.provisions.not_over", {"why": says})


def _filtered(actor: Actor, wanted: ProvisionFilter) -> QuerySet[Provision]:
    rows = Provision.objects.filter(room_id=actor.agency_id)
    untold = Q(what="provided", told_at=None, is_held=False)
    states = {
        "untold": untold,
        "held": Q(is_held=True),
        "late": untold & Q(at__lt=timezone.now() - _TELL_WITHIN),
    }
    simple = {
        "what": wanted.what,
        "recipient": wanted.recipient,
        "at__date__gte": wanted.since,
        "at__date__lte": wanted.until,
    }
    return rows.filter(states.get(wanted.state, Q()), **{k: v for k, v in simple.items() if v})


def _all(actor: Actor, wanted: ProvisionFilter) -> Iterator[ProvisionLine]:
    return (_line(row) for row in _filtered(actor, wanted).order_by("at", "pk").iterator())


def _line(row: Provision) -> ProvisionLine:
    return ProvisionLine(
        number=row.pk,
        at=row.at,
        mark=bytes(row.subject)[:_MARK].hex(),
        what=row.what,
        recipient=row.recipient,
        purpose=row.purpose,
        how=_how(row),
        told_at=row.told_at,
        is_held=row.is_held,
    )


def _how(row: Provision) -> str:
    """By which way: the statutory form asks for it (Act §2, 4 and 5)."""
    if row.what == "provided":
        return _("over the screen or by voice")
    return _("from the person's own phone")


def purpose_words() -> dict[str, str]:
    """The word for each purpose a line may name."""
    words = {**labels("escorts", "purposes"), **labels("escorts", "alarm_kinds")}
    others = {"way": _("Looking for a way"), "photo": _("Photo"), "sound": _("Sound")}
    return {**words, **others}


def what_words() -> dict[str, str]:
    """The word for each thing a line may say."""
    return {"collected": _("Collected"), "used": _("Used"), "provided": _("Provided")}


def _headings(*, marks: bool) -> list[str]:
    names = [_("When"), _("What"), _("Way"), _("Service"), _("Recipient")]
    names += [_("Told at"), _("Held back")]
    return [*([_("Mark")] if marks else []), *names]


def _cells(line: ProvisionLine, *, marks: bool) -> list[str]:
    cells = [
        timezone.localtime(line.at).isoformat(timespec="seconds"),
        what_words().get(line.what, line.what),
        line.how,
        purpose_words().get(line.purpose, line.purpose),
        labels("escorts", "recipients").get(line.recipient, line.recipient),
        timezone.localtime(line.told_at).isoformat(timespec="seconds") if line.told_at else "",
        _("Yes") if line.is_held else "",
    ]
    return [line.mark, *cells] if marks else cells
