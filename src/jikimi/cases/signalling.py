"""Signalling: a worry told within a minute, taken up by a team or answered, never left lying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.masking import mask
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.access.working_days import end_of_working_day_after
from jikimi.cases.models import Case, Signal
from jikimi.cases.nomination import NominationDraft, nominate
from jikimi.cases.pathways import begin_pathway
from jikimi.cases.short_forms import ShortForm, forms_of, ways_open_to

IN_HAND, WITHDRAWN = "in_hand", "withdrawn"
_TEXTS = {"words": 4000, "who": 200, "place": 200}
_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignalDraft:
    """What was noticed, in taps and few words. form: of short_forms.csv; signs: of worry_signs.csv.

    who, place: as little as it takes to find the person again.  key: made with the page, so that
    what is sent twice is one signal.
    """

    form: str
    pathway: str
    body_id: int
    noticed_at: datetime
    signs: Sequence[str] = ()
    words: str = ""
    who: str = ""
    place: str = ""
    key: UUID | None = None


def send_signal(*, actor: Actor, draft: SignalDraft) -> Signal:
    """Tell a team what somebody noticed, before there is a case.

    Identity numbers are covered; the team has to answer by the end of the working day that the form
    gives.  Raises NotValid when neither sign nor words are given, when a field the form needs is
    missing, when a sign or a team is not one of the form's, or when the time lies ahead.
    Records cases.signals.send with form and pathway.  Source: SR-05, SR-60.
    """
    form, draft, masked = _checked(actor, draft)
    sent = Signal.objects.filter(pk=draft.key or uuid4(), member_id=actor.member_id).first()
    if sent is not None:
        return sent
    with acting(actor, "cases.signals.send") as doing:
        signal = _put(actor, form, draft)
        doing.about(signal)
        doing.details.update(form=form.code, pathway=draft.pathway)
        doing.details["identity_numbers_covered"] = masked
        tell_team(signal, "cases.signals.send")
    return signal


def nominate_at_once(*, actor: Actor, draft: NominationDraft, noticed_at: datetime) -> Case:
    """Nominate with the short form, where the person and a basis are known; clocks run from then.

    Raises what nominate() raises.  Records cases.nomination.put and the pathway's first step.
    """
    with transaction.atomic():
        case = nominate(actor=actor, draft=draft)
        begin_pathway(actor=actor, case=case, started_at=min(noticed_at, timezone.now()))
    return case


def withdraw_signal(*, actor: Actor, signal: Signal, version: int | None) -> Signal:
    """Take back a signal sent by mistake, until it is answered. Tells the team.

    Raises NotYet once it is answered.  Records cases.signals.withdraw.
    """
    with acting(actor, "cases.signals.withdraw", signal):
        put_answer(actor, signal, WITHDRAWN, version=version)
        tell_team(signal, "cases.signals.withdraw")
    return signal


def _checked(actor: Actor, draft: SignalDraft) -> tuple[ShortForm, SignalDraft, int]:
    """The form, and the draft with identity numbers covered and how many there were (SR-14)."""
    form = next((form for form in forms_of(actor) if form.code == draft.form), None)
    if form is None:
        raise NotValid("cases.signals.form", {"form": _("Choose one from the list.")})
    wrong = _gaps(actor, form, draft)
    if wrong:
        raise NotValid("cases.signals.incomplete", wrong)
    words, who, place = (mask(getattr(draft, name).strip()) for name in _TEXTS)
    covered = replace(draft, words=words[0], who=who[0], place=place[0])
    return form, covered, words[1] + who[1] + place[1]


def _gaps(actor: Actor, form: ShortForm, draft: SignalDraft) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not draft.signs and not draft.words.strip():
        wrong["signs"] = _("Tap a sign, or say it in a sentence.")
    if not set(draft.signs) <= set(form.signs):
        wrong["signs"] = _("Choose from the list.")
    for name, most in _TEXTS.items():
        text = getattr(draft, name).strip()
        if name in form.required() and not text:
            wrong[name] = _("This is needed to find the person or the place.")
        if len(text) > most:
            wrong[name] = _("At most %(n)d letters.") % {"n": most}
    if draft.noticed_at > timezone.now() + _CLOCKS_DIFFER:
        wrong["noticed_at"] = _("This time is in the future.")
    ways = {(way.pathway, way.body.pk) for way in ways_open_to(actor, form)}
    if (draft.pathway, draft.body_id) not in ways:
        wrong["way"] = _("Choose one from the list.")
    return wrong


def _put(actor: Actor, form: ShortForm, draft: SignalDraft) -> Signal:
    now = timezone.now()
    signal = Signal(
        id=draft.key or uuid4(),
        body_id=draft.body_id,
        pathway=draft.pathway,
        agency_id=actor.agency_id,
        member_id=actor.member_id,
        form=form.code,
        signs=list(dict.fromkeys(draft.signs)),
        words=draft.words,
        who=draft.who,
        place=draft.place,
        noticed_at=min(draft.noticed_at, now),
        sent_at=now,
        answer_due_at=end_of_working_day_after(now, days=form.answer_days),
    )
    # A second tap at the very same moment is no error: the first has put it already.
    Signal.objects.bulk_create([signal], ignore_conflicts=True)
    kept = Signal.objects.filter(pk=signal.pk, member_id=actor.member_id).first()
    if kept is None:
        raise NotAllowed
    return kept


def tell_team(signal: Signal, code: str) -> None:
    """Tell the coordinators of the team, with no word of what it is about."""
    team = [Principal.BODY.of(signal.body_id)]
    tell_principals(team, code, subject_id=signal.pk, link=f"/staff/signals/{signal.pk}/")


def put_answer(
    actor: Actor,
    signal: Signal,
    answer: str,
    *,
    version: int | None,
    note: str = "",
    case_id: UUID | None = None,
) -> None:
    """The part that all ways of answering share: what came of it, by whom, when; no check."""
    expect_version(signal, version, {"answer": answer})
    signal.answer, signal.answer_note, signal.case_id = answer, note, case_id
    signal.answered_at, signal.answered_by_id = timezone.now(), actor.member_id
    signal.save()
