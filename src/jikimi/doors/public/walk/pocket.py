"""What a phone says of itself: what goes with a call, what is kept for its person, a guardian."""

from __future__ import annotations

import base64
import binascii
from io import BytesIO
from typing import Any

import segno
from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid
from jikimi.doors.public.walk.evidence import evidence_file
from jikimi.doors.public.walk.spoken import Said
from jikimi.escorts import guardians, journeys, recordings

_LONGEST_LINK = 300


def choose_recordings(said: Said) -> bool:
    """What goes with a call: kinds."""
    return recordings.choose_recordings(said.key("Phone"), kinds=said.texts("kinds"))


def record(said: Said) -> str:
    """A photo or a sound of a call: recording, kind, content in base64, sent_at."""
    try:
        content = base64.b64decode(said.text("content"), validate=True)
    except (binascii.Error, ValueError):
        raise NotValid("escorts.recordings.base64", {"content": _("This is no file.")}) from None
    sent_at = said.moment("sent_at")
    if sent_at is None:
        raise NotValid("escorts.instant", {"sent_at": _("This is no time with its zone.")})
    return recordings.record(
        said.key("Journey"),
        recording_id=said.number("recording"),
        kind=said.text("kind"),
        content=content,
        sent_at=sent_at,
    )


def keep(said: Said) -> bool:
    """Have it kept after its end, or not: days."""
    return journeys.keep(said.key("Journey"), days=max(0, said.whole("days")))


def evidence(said: Said) -> dict[str, Any] | None:
    """What was kept for the person; delete ends that."""
    return journeys.evidence(said.key("Journey"), delete=said.truth("delete"))


def take_evidence(said: Said) -> dict[str, str] | None:
    """What was kept, as one file to take away: {name, content in base64, sha256}."""
    return evidence_file(said.key("Journey"), password=said.text("password"))


def ask_guardian(said: Said) -> bool:
    """A child's phone asks: purposes, days, age_band."""
    return guardians.ask_guardian(
        said.key("Phone"),
        said.key("Link"),
        purposes=said.texts("purposes"),
        days=max(1, said.whole("days")),
        age_band=said.text("age_band"),
    )


def guardian(said: Said) -> dict[str, Any] | None:
    """How it stands, for the child's phone."""
    return guardians.guardian_of(said.key("Phone"))


def guardian_asked(said: Said) -> dict[str, Any] | None:
    """What a guardian is asked, on the guardian's phone."""
    return guardians.guardian_asked(said.key("Link"), said.key("Phone"))


def guardian_answer(said: Said) -> str:
    """The guardian's answer: yes, relation."""
    return guardians.answer_child(
        said.key("Link"),
        said.key("Phone"),
        yes=said.truth("yes"),
        relation=said.text("relation"),
    )


def guardian_end(said: Said) -> bool:
    """The guardian takes it back."""
    return guardians.take_back(said.key("Link"), said.key("Phone"))


def drawn(said: Said) -> str:
    """A link as a code for a camera, SVG in base64; nothing of it is kept."""
    text = said.text("text")
    if not 0 < len(text) <= _LONGEST_LINK:
        raise NotValid("escorts.drawn", {"text": _("This is too much at once.")})
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=6, border=3)
    return base64.b64encode(out.getvalue()).decode()


WORDS = {
    "choose-recordings": choose_recordings,
    "record": record,
    "keep": keep,
    "evidence": evidence,
    "take-evidence": take_evidence,
    "ask-guardian": ask_guardian,
    "guardian": guardian,
    "guardian-asked": guardian_asked,
    "guardian-answer": guardian_answer,
    "guardian-end": guardian_end,
    "drawn": drawn,
}
