"""What a nomination starts from, so that nobody types twice: a known person or a 112 report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.cases.models import Case, Party, Person, Report, ReportParty
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.words import words

_IS_OVER = ("closed", "declined")


@dataclass(frozen=True, slots=True)
class Start:
    """What is taken over. open_case: where the person is helped already, as the actor may know."""

    victim: PersonDraft
    others: Sequence[PartyDraft] = ()
    kind: str = ""
    worry: str = ""
    report_ids: Sequence[UUID] = ()
    open_case: Case | None = None


def start_from_person(actor: Actor, person_id: UUID) -> Start:
    """Begin with somebody known: with the others of the latest case in which she was the victim.

    Raises NotAllowed when the actor may not know of the person.  Records the reading.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotAllowed
    own = Party.objects.filter(person=person, role="victim").select_related("case")
    latest = own.order_by("-case__opened_at").first()
    beside = _beside(latest) if latest else []
    shown = [person.pk, *(p.person_id for p in beside)]
    reading(actor, "cases.persons.search", persons=shown, why="nomination")
    is_open = latest is not None and latest.case.stage not in _IS_OVER
    return Start(
        victim=_known(person),
        others=[_as_before(party) for party in beside],
        kind=latest.case.kind if latest else "",
        open_case=latest.case if latest and is_open else None,
    )


def start_from_report(actor: Actor, party_id: UUID) -> Start:
    """Begin with a report of the actor's station in which this party was found.

    The parties, the kind, the place and the report itself are taken over.
    Raises NotAllowed when it is not the actor's to know.  Records the reading.
    """
    found = ReportParty.objects.select_related("report").filter(pk=party_id).first()
    if found is None:
        raise NotAllowed
    rows = list(ReportParty.objects.filter(report_id=found.report_id).order_by("role", "pk"))
    victim = found if found.role == "victim" else _first_victim(rows)
    others = [row for row in rows if victim is None or row.pk != victim.pk]
    reading(actor, "cases.persons.search", persons=[row.pk for row in rows], why="nomination")
    report = found.report
    return Start(
        victim=_reported(victim) if victim else PersonDraft(),
        others=[_in_report(row, report) for row in others],
        kind=report.kind if report.kind in words("kinds") else "",
        worry=_in_words(report),
        report_ids=[report.pk],
    )


def _beside(party: Party) -> list[Party]:
    """The other parties of a case, as far as the actor may see them."""
    rows = Party.objects.filter(case=party.case).exclude(pk=party.pk)
    return list(rows.select_related("person").order_by("role", "pk"))


def _known(person: Person) -> PersonDraft:
    return PersonDraft(
        name=person.name,
        born_on=person.born_on,
        sex=person.sex,
        phone=person.phone,
        language=person.language,
        needs=person.needs,
        known_id=person.pk,
    )


def _as_before(party: Party) -> PartyDraft:
    return PartyDraft(
        role=party.role,
        person=_known(party.person),
        relation=party.relation,
        lives_in_home=party.lives_in_home,
    )


def _first_victim(rows: Sequence[ReportParty]) -> ReportParty | None:
    return next((row for row in rows if row.role == "victim"), None)


def _reported(row: ReportParty) -> PersonDraft:
    return PersonDraft(name=row.name, born_on=row.born_on, sex=row.sex, phone=row.phone)


def _in_report(row: ReportParty, report: Report) -> PartyDraft:
    """relation is between victim and perpetrator; of the others a report does not say it."""
    role = row.role if row.role in words("party_roles") else "other"
    is_stated = role == "perpetrator" and report.relation in words("relations")
    return PartyDraft(role, _reported(row), relation=report.relation if is_stated else "")


def _in_words(report: Report) -> str:
    """When and where it was; without the flat, which not everybody on a case needs to know."""
    parts = (report.province, report.city, report.road, report.building)
    place = " ".join(part for part in parts if part)
    on = timezone.localtime(report.received_at)
    values = {"on": f"{on.year}. {on.month}. {on.day}. {on:%H:%M}", "place": place or "-"}
    return _("112 report received %(on)s, at: %(place)s") % values
