"""From a cause to help: services of the directory that fit, with reasons, put into the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case as Sql
from django.db.models import Exists, OuterRef, Q, Value, When, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.access.models import Agency
from jikimi.access.working_days import working_day_after
from jikimi.cases.actions import ActionDraft, assign_action
from jikimi.cases.fitting import Wanted, capacity_of, reasons_for
from jikimi.cases.models import Action, Case, Party
from jikimi.cases.participants import agencies_taking_part
from jikimi.directory.facts import ENDED
from jikimi.directory.models import Service, ServiceAtLocation
from jikimi.directory.public import Shown, shown_services
from jikimi.directory.search.eligibility import Answer, Person, Reason, verdict

MOST = 60
DAYS_TO_BEGIN = 3
_NOT_FOREIGN = ("", "ko", "ksl")


@dataclass(frozen=True, slots=True)
class Match:
    """One service with all the reasons. carrier: the agency that would be given the action.

    is_referral: the service's keeper takes no part in the case, so the carrier refers to it.
    to_invite: that keeper, when it is one of our agencies.  text: proposed words of the action.
    """

    shown: Shown
    reasons: Sequence[Reason]
    carrier: Agency
    is_referral: bool
    to_invite: Agency | None
    text: str

    @property
    def answer(self) -> Answer:
        """Whether it fits, by all reasons together."""
        return verdict(self.reasons)

    def saying(self, answer: Answer) -> list[str]:
        """What speaks for it (yes), against it (no), or must be asked (unknown)."""
        return [reason.says for reason in self.reasons if reason.answer == answer]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. unfit: with what speaks against each; is_cut: there are more than shown."""

    fitting: Sequence[Match]
    unfit: Sequence[Match]
    is_cut: bool

    @property
    def why_unmet(self) -> str:
        """The likely reason if nothing of this helps: a code of unmet_reasons.csv."""
        against = [r.code for match in self.unfit for r in match.reasons if r.answer == "no"]
        for code, why in (("capacity", "full"), ("hours", "not_open")):
            if code in against:
                return why
        return "not_eligible" if against else "none_exists"


@dataclass(frozen=True, slots=True)
class HelpDraft:
    """A service to be put into the plan. side: victim or perpetrator; text, due_on: as agreed."""

    service_id: UUID
    side: str
    text: str
    due_on: date
    cause_id: UUID | None = None


def find_help(actor: Actor, case: Case, wanted: Wanted) -> Found:
    """Services for a need, those that fit best first, each with its reasons.

    What speaks against a service is said, not hidden; what is not known counts as no reason
    against it.  Constant number of queries.  Records cases.helping.find.
    """
    reading(actor, "cases.helping.find", case)
    ids = _services(wanted, most=MOST + 1)
    shown = shown_services(ids[:MOST], language=get_language() or "ko")
    matches = sorted(_matches(actor, case, shown, wanted), key=_rank)
    return Found(
        fitting=[match for match in matches if match.answer != "no"],
        unfit=[match for match in matches if match.answer == "no"],
        is_cut=len(ids) > MOST,
    )


def choose_service(*, actor: Actor, case: Case, draft: HelpDraft) -> Action:
    """Put a service into the plan: its keeper gives it, or the own agency refers to it.

    Raises NotValid when there is no such service, and as assign_action does, whose record it is.
    """
    shown = shown_services([draft.service_id], language=get_language() or "ko")
    if not shown:
        raise NotValid("cases.helping.service", {"service_id": _("Choose one from the list.")})
    match = next(_matches(actor, case, shown, Wanted(need="")))
    return assign_action(
        actor=actor,
        case=case,
        draft=ActionDraft(
            side=draft.side,
            agency_id=match.carrier.pk,
            text=draft.text,
            due_on=draft.due_on,
            cause_id=draft.cause_id,
        ),
    )


def person_in_need(case: Case, party: Party | None) -> Person:
    """What the case knows of a person that decides who may come; the rest stays unknown.

    A child of the home counts as coming along with the victim.
    """
    if party is None:
        return Person()
    person = party.person
    is_foreign = None if person.language in _NOT_FOREIGN else True
    return Person(
        sex=person.sex if person.sex in ("female", "male") else "",
        age=_age(person.born_on),
        is_foreign=is_foreign,
        has_child=_has_child(case) if party.role == "victim" else None,
        languages=(person.language,) if is_foreign else (),
    )


def day_to_begin_by() -> date:
    """By when help that was chosen today should have begun, unless said otherwise."""
    return working_day_after(timezone.localdate(), days=DAYS_TO_BEGIN)


def side_of_party(party: Party | None) -> str:
    """On whose plan help for this person belongs."""
    return "perpetrator" if party is not None and party.role == "perpetrator" else "victim"


def _services(wanted: Wanted, *, most: int) -> list[UUID]:
    """Ids of the services for a need, those nearby first, then by name."""
    rows = Service.objects.filter(needs__contains=[wanted.need]).exclude(status__in=ENDED)
    district = wanted.person.district
    if district:
        near = Q(location__district__contains=district)
        there = ServiceAtLocation.objects.filter(near, service_id=OuterRef("pk"))
        rows = rows.order_by(Sql(When(Exists(there), then=Value(0)), default=1), "name", "id")
    else:
        rows = rows.order_by("name", "id")
    return list(rows.values_list("id", flat=True)[:most])


def _matches(actor: Actor, case: Case, shown: Sequence[Shown], wanted: Wanted) -> Iterator[Match]:
    services = [one.service for one in shown]
    prefetch_related_objects(services, "languages", "capacities", "service_areas")
    taking_part = {agency.pk: agency for agency in agencies_taking_part(case)}
    own = taking_part.get(actor.agency_id) or case.lead_agency
    kept = {s.organization.keeper_id for s in services if s.organization}
    keepers = Agency.objects.filter(left_on=None).in_bulk([pk for pk in kept if pk])
    for one in shown:
        keeper = (
            keepers.get(one.service.organization.keeper_id) if one.service.organization else None
        )
        gives = keeper is not None and keeper.pk in taking_part
        yield Match(
            shown=one,
            reasons=reasons_for(one, wanted, capacity_of(one.service.capacities.all())),
            carrier=keeper if keeper is not None and gives else own,
            is_referral=not gives,
            to_invite=None if gives else keeper,
            text=_proposed(one, is_referral=not gives),
        )


def _rank(match: Match) -> tuple[object, ...]:
    """Those who sit at the table first; then what more speaks for than is still to be asked."""
    sure = len(match.saying("yes")) - len(match.saying("unknown"))
    return match.is_referral, -sure, match.shown.name.words


def _proposed(shown: Shown, *, is_referral: bool) -> str:
    """Measurable words. That a person goes to a confidential place is not written by its name."""
    if shown.is_confidential:
        return _(
            "Arrange a confidential place to stay: ask for a free place, go along if wished, report"
            " the day of arrival. Where it is belongs to the sealed facts."
        )
    names = {"service": shown.name.words, "organization": shown.organization.words}
    if is_referral:
        says = _(
            "Refer to: %(service)s (%(organization)s). Make the first appointment, go along if"
            " wished, report the day of the first contact and what came of it."
        )
    else:
        says = _(
            "Give: %(service)s (%(organization)s). Begin by the agreed day, report how often it was"
            " used and what came of it."
        )
    return says % names


def _has_child(case: Case) -> bool | None:
    children = Party.objects.filter(case=case, role="child").values_list("lives_in_home", flat=True)
    return True if any(lives is not False for lives in children) else None


def _age(born_on: date | None) -> int | None:
    if born_on is None:
        return None
    today = timezone.localdate()
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (0 if had_birthday else 1)
