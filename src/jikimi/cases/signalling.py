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
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import mask
from jikimi.access.notices import tell, tell_principals
from jikimi.access.principals import Principal
from jikimi.access.working_days import end_of_working_day_after
from jikimi.bodies.models import Body
from jikimi.cases.guards import called
from jikimi.cases.models import Case, Signal
from jikimi.cases.nomination import NominationDraft, happened, nominate
from jikimi.cases.participants import tell_leaders
from jikimi.cases.pathways import begin_pathway
from jikimi.cases.short_forms import ShortForm, form_called, forms_of, teams_beside, ways_open_to
from jikimi.cases.words import known

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
    sent = Signal.objects.filter(pk=draft.key, member_id=actor.member_id).first()
    if sent is not None:
        return sent
    with acting(actor, "cases.signals.send") as doing:
        signal = _put(actor, form, draft)
        doing.about(signal)
        doing.details.update(form=form.code, pathway=draft.pathway)
        doing.details["identity_numbers_covered"] = masked
        _tell_team(signal, "cases.signals.send")
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
        _answer(actor, signal, WITHDRAWN, version=version)
        _tell_team(signal, "cases.signals.withdraw")
    return signal


def take_up_signal(
    *, actor: Actor, signal: Signal, draft: NominationDraft, version: int | None = None
) -> Case:
    """Make a case of a signal: the team nominates, and its clocks run from what was noticed.

    draft: as for a nomination, with the signal's signs and words where it has none of its own; the
    forced search comes first there too.  The case tells nothing of who sent the signal.
    Raises what nominate() raises; NotYet when the signal is answered already.
    Records cases.signals.take_up, cases.nomination.put and the first step of the pathway.
    """
    with acting(actor, "cases.signals.take_up", signal) as doing:
        case = nominate(actor=actor, draft=_completed(draft, signal))
        _answer(actor, signal, IN_HAND, version=version, case_id=case.pk)
        doing.details["pathway"] = case.pathway
        begin_pathway(actor=actor, case=case, started_at=signal.noticed_at)
        _tell_sender(signal)
    return case


def join_signal(*, actor: Actor, signal: Signal, case: Case, version: int | None = None) -> Case:
    """Hang a signal on a case that is running already; tells those who lead it.

    The sender is told the same as of a new case, so that nobody learns who is helped already.
    Records cases.signals.join under the case.
    """
    with acting(actor, "cases.signals.join", signal) as doing:
        _need_running(signal, case)
        _answer(actor, signal, IN_HAND, version=version, case_id=case.pk)
        doing.details["case"] = str(case.pk)
        _enter_in_history(actor, case, signal)
        _tell_sender(signal)
    return case


def answer_signal(
    *, actor: Actor, signal: Signal, answer: str, note: str, version: int | None = None
) -> Signal:
    """Answer a signal of which no case is made: no concern, a hazard, another service.

    note: what was looked at; the sender reads it too.  Raises NotValid without it where the answer
    asks for it.  Tells the sender.  Records cases.signals.answer.
    """
    said, _covered = mask(note.strip())
    _check_answer(answer, said)
    with acting(actor, "cases.signals.answer", signal) as doing:
        doing.details["answer"] = answer
        _answer(actor, signal, answer, version=version, note=said)
        _tell_sender(signal)
    return signal


def pass_signal_on(*, actor: Actor, signal: Signal, body: Body, version: int | None = None) -> None:
    """Hand a signal to a team that can deal with it; its time to answer begins anew.

    Afterwards the actor's own team sees it no more.  Raises NotValid for a body that takes no
    signals.  Tells that team.  Records cases.signals.pass_on with both teams.
    """
    if body not in teams_beside(signal.body):
        raise NotValid("cases.signals.body", {"body": _("Choose one from the list.")})
    with acting(actor, "cases.signals.pass_on", signal) as doing:
        expect_version(signal, version, {"body_id": body.pk})
        doing.details.update({"from": signal.body.key, "to": body.key})
        due_at = end_of_working_day_after(timezone.now(), days=_answer_days(signal))
        called("cases_pass_signal", signal.pk, body.pk, due_at)
        signal.body = body
        _tell_team(signal, "cases.signals.send")


def reopen_signal(*, actor: Actor, signal: Signal, version: int | None = None) -> Signal:
    """Take back an answer given by mistake; the signal waits again, with the time it had.

    Raises NotYet when a case came of it.  Records cases.signals.reopen.
    """
    with acting(actor, "cases.signals.reopen", signal):
        if signal.case_id is not None:
            says = _("A case came of this signal. What is to change, change there.")
            raise NotYet("cases.not_yet.signal_in_case", says)
        expect_version(signal, version, {"answer": ""})
        signal.answer, signal.answer_note = "", ""
        signal.answered_at, signal.answered_by = None, None
        signal.save()
    return signal


def _checked(actor: Actor, draft: SignalDraft) -> tuple[ShortForm, SignalDraft, int]:
    """The form, and the draft with identity numbers covered and how many there were (SR-14)."""
    form = next((form for form in forms_of(actor) if form.code == draft.form), None)
    if form is None:
        raise NotValid("cases.signals.form", {"form": _("Choose one from the list.")})
    wrong = _gaps(actor, form, draft)
    if wrong:
        raise NotValid("cases.signals.incomplete", wrong)
    texts = {name: mask(getattr(draft, name).strip()) for name in _TEXTS}
    covered = replace(draft, **{name: text for name, (text, _n) in texts.items()})
    return form, covered, sum(n for _text, n in texts.values())


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


def _completed(draft: NominationDraft, signal: Signal) -> NominationDraft:
    return replace(
        draft,
        body_id=signal.body_id,
        pathway=signal.pathway,
        signs=draft.signs or signal.signs,
        worry=draft.worry.strip() or signal.words,
    )


def _check_answer(answer: str, note: str) -> None:
    row = known("signal_answers", answer, field="answer")
    if row.more["by"] != "team" or row.more["opens"] == "yes":
        raise NotValid("cases.signals.answer", {"answer": _("Choose one from the list.")})
    if row.more["needs_note"] == "yes" and not note:
        raise NotValid("cases.signals.note", {"note": _("Say what was looked at.")})


def _answer(
    actor: Actor,
    signal: Signal,
    answer: str,
    *,
    version: int | None,
    note: str = "",
    case_id: UUID | None = None,
) -> None:
    expect_version(signal, version, {"answer": answer})
    signal.answer, signal.answer_note, signal.case_id = answer, note, case_id
    signal.answered_at, signal.answered_by_id = timezone.now(), actor.member_id
    signal.save()


def _need_running(signal: Signal, case: Case) -> None:
    if case.body_id != signal.body_id or case.stage in ("closed", "declined"):
        says = _("Choose a running case of this team.")
        raise NotValid("cases.signals.case", {"number": says})


def _enter_in_history(actor: Actor, case: Case, signal: Signal) -> None:
    """The case's own history says that something was noticed anew, and nothing of by whom."""
    with acting(actor, "cases.signals.note", case) as doing:
        doing.details["signal"] = str(signal.pk)
        happened(case)
        tell_leaders(case, "cases.signals.join", about=case.pk, part="")


def _answer_days(signal: Signal) -> int:
    form = form_called(signal.form)
    return form.answer_days if form else 1


def _tell_team(signal: Signal, code: str) -> None:
    team = [Principal.BODY.of(signal.body_id)]
    tell_principals(team, code, subject_id=signal.pk, link=f"/staff/signals/{signal.pk}/")


def _tell_sender(signal: Signal) -> None:
    link = f"/staff/signals/{signal.pk}/"
    tell([signal.member_id], "cases.signals.answer", subject_id=signal.pk, link=link)
