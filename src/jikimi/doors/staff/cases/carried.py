"""What a nomination carries from step to step: signed, in the body of the request, never in a url.

Without it there was no search, and nothing is named.  Bound to the member and to one working day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing

from jikimi.access.actor import Actor
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.search import Found, Sought
from jikimi.cases.starts import Start

_SALT = "jikimi.nomination"


@dataclass(frozen=True, slots=True)
class Carried:
    """The person as searched for or found, whom the nominator was shown, and what comes along.

    picked: a known person or report was chosen, or that it is none of those shown.
    """

    victim: PersonDraft
    seen: Sequence[UUID] = ()
    others: Sequence[PartyDraft] = ()
    kind: str = ""
    worry: str = ""
    report_ids: Sequence[UUID] = ()
    is_picked: bool = False

    @property
    def sought(self) -> Sought:
        """What to look for, once more when need be."""
        return Sought(self.victim.name, self.victim.phone, self.victim.born_on)

    def shown(self, found: Found) -> Carried:
        """With everybody who is shown now; it is asked again whether it is one of them."""
        return replace(self, seen=[*self.seen, *found.subjects], is_picked=False)

    def started(self, start: Start | None) -> Carried:
        """On with what was picked, or with the person as searched for when it is none of them."""
        if start is None:
            return replace(self, is_picked=True)
        return Carried(
            victim=start.victim,
            seen=self.seen,
            others=start.others,
            kind=start.kind,
            worry=start.worry,
            report_ids=start.report_ids,
            is_picked=True,
        )


def sealed(actor: Actor, carried: Carried) -> str:
    """Carried as one signed text for a hidden field."""
    packed = {"member": actor.member_id, "carried": _packed(asdict(carried))}
    return signing.dumps(packed, salt=_SALT, compress=True)


def opened(actor: Actor, text: str) -> Carried | None:
    """What was carried; None when it was changed, is too old, or is somebody else's."""
    try:
        packed = signing.loads(text, salt=_SALT, max_age=settings.JIKIMI_SESSION_HOURS * 3600)
    except signing.BadSignature:
        return None
    return _unpacked(packed["carried"]) if packed["member"] == actor.member_id else None


def _packed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _packed(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_packed(inner) for inner in value]
    return str(value) if isinstance(value, UUID | date) else value


def _unpacked(values: dict[str, Any]) -> Carried:
    rest = {f.name: values[f.name] for f in fields(Carried)}
    rest["victim"] = _person(values["victim"])
    rest["others"] = [
        PartyDraft(**{**other, "person": _person(other["person"])}) for other in values["others"]
    ]
    rest["seen"] = [UUID(text) for text in values["seen"]]
    rest["report_ids"] = [UUID(text) for text in values["report_ids"]]
    return Carried(**rest)


def _person(values: dict[str, Any]) -> PersonDraft:
    born_on, known_id = values["born_on"], values["known_id"]
    return PersonDraft(
        **{
            **values,
            "born_on": date.fromisoformat(born_on) if born_on else None,
            "known_id": UUID(known_id) if known_id else None,
        }
    )
