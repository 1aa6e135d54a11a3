"""What is carried on a phone without a connection: its day, its owner, and the sheets it sends.

How it is kept there: docs/decisions/0012.  Rooms say what a day holds; this is the same for all.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.access.masking import covered
from jikimi.access.merging import Answer

LONGEST_NOTE = 2000
_MOST_ANSWERS = 100


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """What a phone sends. id: chosen by the phone; based_on: the version of the visit it knew."""

    id: UUID
    written_at: datetime
    based_on: int
    answers: Mapping[str, Answer]


def sheet_of(told: Mapping[str, Any]) -> SheetDraft:
    """What a phone sends as JSON. Raises ValueError, KeyError or TypeError when it is not that."""
    answers = {
        str(code): Answer(str(said["answer"]), str(said.get("note", "")), _instant(said["at"]))
        for code, said in dict(told["answers"]).items()
    }
    written = _instant(told["written_at"])
    return SheetDraft(UUID(told["id"]), written, int(told["based_on"]), answers)


def readable_answers(draft: SheetDraft) -> dict[str, Answer]:
    """The answers with identity numbers covered, and no time that has not come.

    Raises NotValid when there are none, or far too many.
    """
    if not draft.answers or len(draft.answers) > _MOST_ANSWERS:
        raise NotValid("access.sheet.empty", says=_("There is nothing to keep on this sheet."))
    now = timezone.now()
    return {
        code[:40]: replace(
            answer,
            answer=answer.answer[:40],
            note=covered(answer.note)[:LONGEST_NOTE],
            at=min(answer.at or draft.written_at, now).astimezone(UTC),
        )
        for code, answer in draft.answers.items()
    }


def as_kept(answer: Answer) -> dict[str, str]:
    """An answer as a sheet keeps it."""
    at = answer.at.isoformat() if answer.at else ""
    return {"answer": answer.answer, "note": answer.note, "at": at}


def owner_mark(actor: Actor) -> str:
    """Whose phone it is, without telling: only the same member may send from it."""
    words = f"jikimi checks {actor.member_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).hexdigest()[:32]


def day_ends(day: date) -> str:
    """The day is over at six the next morning: a visit at night still belongs to it."""
    morning = datetime.combine(day + timedelta(days=1), time(6))
    return timezone.make_aware(morning).isoformat()


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else timezone.make_aware(found)
