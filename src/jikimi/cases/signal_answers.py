"""What a team makes of a signal: a case, a part of a running one, an answer, a hand-over."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid, NotYet
from jikimi.access.masking import mask
from jikimi.access.notices import tell
from jikimi.access.working_days import end_of_working_day_after
from jikimi.bodies.models import Body
from jikimi.cases.guards import called
from jikimi.cases.models import Case, Signal
from jikimi.cases.nomination import NominationDraft, happened, nominate
from jikimi.cases.participants import tell_leaders
from jikimi.cases.pathways import begin_pathway
from jikimi.cases.short_forms import form_called, teams_beside
from jikimi.cases.signalling import IN_HAND, put_answer, tell_team
from jikimi.cases.words import known


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
        put_answer(actor, signal, IN_HAND, version=version, case_id=case.pk)
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
        put_answer(actor, signal, IN_HAND, version=version, case_id=case.pk)
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
        put_answer(actor, signal, answer, version=version, note=said)
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
        tell_team(signal, "cases.signals.send")


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


def _tell_sender(signal: Signal) -> None:
    link = f"/staff/signals/{signal.pk}/"
    tell([signal.member_id], "cases.signals.answer", subject_id=signal.pk, link=link)
