"""A case brought through the loop with the cast: the centre leads, police and refuge take part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.ticket import name_actor
from jikimi.cases.actions import ActionDraft, assign_action, begin_support
from jikimi.cases.analysis import CauseDraft, add_cause, finish_analysis
from jikimi.cases.closure import close_case
from jikimi.cases.endings import end_action
from jikimi.cases.invitations import accept_share
from jikimi.cases.models import Action, Case, Cause, Participation, Party
from jikimi.cases.nomination import NominationDraft, nominate
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.plan import approve_plan, write_plan
from jikimi.cases.review import ReviewDraft, hold_review
from jikimi.cases.selection import select_case
from jikimi.cases.sharing import ShareDraft, invite_agency
from tests.cast import Cast

POLICE_FIELDS = (
    "victim",
    "perpetrator",
    "risk",
    "causes",
    "plan_victim",
    "plan_perpetrator",
    "discussion",
)
REFUGE_FIELDS = ("victim",)


@dataclass
class Loop:
    """One case and the people who move it."""

    cast: Cast
    case: Case

    def as_(self, who: str) -> Actor:
        """Name this person to the database, as a request of theirs would."""
        actor = self.cast.actors[who]
        name_actor(actor)
        return actor

    def fresh(self, who: str = "coordinator") -> Case:
        """The case as this person reads it now."""
        self.as_(who)
        self.case = Case.objects.get(pk=self.case.pk)
        return self.case

    def party(self, role: str) -> Party:
        self.as_("coordinator")
        return Party.objects.get(case=self.case, role=role)

    def cause(self, code: str = "alcohol", who: str = "counsellor", **more: object) -> Cause:
        draft = CauseDraft(code=code, evidence="술을 마신 날의 신고", said_by="피해자", **more)
        return add_cause(actor=self.as_(who), case=self.fresh(who), draft=draft)

    def action(self, who: str = "coordinator", agency: str = "refuge", **more: object) -> Action:
        given = {"side": "victim", "text": "매주 한 번 만나 안전을 확인한다", "due_on": in_days(7)}
        draft = ActionDraft(agency_id=self.cast.agencies[agency].pk, **{**given, **more})
        return assign_action(actor=self.as_(who), case=self.fresh(who), draft=draft)

    def analysed(self) -> Case:
        self.cause()
        return finish_analysis(actor=self.as_("counsellor"), case=self.fresh("counsellor"))

    def planned(self, **action: object) -> Action:
        self.analysed()
        cause = Cause.objects.get(case=self.case)
        made = self.action(cause_id=cause.pk, **action)
        actor = self.as_("coordinator")
        write_plan(actor=actor, case=self.fresh(), side="victim", goal="집에서 안전하게 지낸다")
        approve_plan(actor=actor, case=self.fresh())
        return made

    def acting(self, **action: object) -> Action:
        made = self.planned(**action)
        begin_support(actor=self.as_("coordinator"), case=self.fresh())
        return made

    def reviewed(self, *, is_closing: bool = True) -> Action:
        made = self.acting()
        review(self, is_closing=is_closing)
        return made

    def closed(self) -> Case:
        made = self.reviewed()
        end(self, made)
        close(self)
        return self.fresh()


def end(loop: Loop, action: Action, ending: str = "done", who: str = "shelter") -> Action:
    actor = loop.as_(who)
    return end_action(
        actor=actor, action=Action.objects.get(pk=action.pk), ending=ending, text="함"
    )


def review(loop: Loop, *, is_closing: bool = True, who: str = "coordinator") -> None:
    draft = ReviewDraft(
        found="신고가 없음",
        is_safer="yes",
        next_on=None if is_closing else in_days(30),
        is_closing_next=is_closing,
    )
    hold_review(actor=loop.as_(who), case=loop.fresh(who), draft=draft)


def close(loop: Loop, who: str = "coordinator") -> None:
    actor = loop.as_(who)
    close_case(
        actor=actor, case=loop.fresh(who), reason="safe_goals_met", summary="석 달 동안 안전함"
    )


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def heard(cast: Cast, *, victim: str = "고하늘", known_id: UUID | None = None) -> Loop:
    """A case the centre nominated, selected and heard, in which police and refuge take part."""
    name_actor(cast.counsellor)
    parties = [
        PartyDraft("victim", PersonDraft(name=victim, sex="female", known_id=known_id)),
        PartyDraft("perpetrator", PersonDraft(name="문바다", sex="male")),
    ]
    draft = NominationDraft(
        body_id=cast.council.pk,
        kind="domestic_violence",
        basis="consent",
        consented_on=date(2026, 11, 1),
        worry="밤마다 다툼이 잦아지고 있다.",
        parties=parties,
    )
    loop = Loop(cast, nominate(actor=cast.counsellor, draft=draft))
    actor = loop.as_("coordinator")
    select_case(actor=actor, case=loop.fresh(), why="위험이 커지고 있음")
    share(loop, "police", "officer", POLICE_FIELDS)
    share(loop, "refuge", "shelter", REFUGE_FIELDS)
    loop.as_("coordinator")
    with acting(actor, "cases.hearing.hear", loop.fresh()):
        pass
    loop.fresh()
    return loop


def share(loop: Loop, agency: str, who: str, fields: tuple[str, ...]) -> Participation:
    draft = ShareDraft(
        agency_id=loop.cast.agencies[agency].pk,
        basis="consent",
        purpose="피해자 보호",
        fields=list(fields),
        consented_on=date(2026, 11, 1),
    )
    made = invite_agency(actor=loop.as_("coordinator"), case=loop.fresh(), draft=draft)
    accept_share(actor=loop.as_(who), share=Participation.objects.get(pk=made.pk))
    return made
