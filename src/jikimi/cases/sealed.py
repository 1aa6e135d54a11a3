"""Sealed fields: a shelter, a new school, a new address, open only to the members named (SR-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.models import Agency
from jikimi.cases.guards import called, need_reason, rows_of
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Case, Party, SealedField
from jikimi.cases.moving import vary_orders
from jikimi.cases.nomination import happened
from jikimi.cases.sealing import UnreadableError, seal, unseal
from jikimi.cases.words import known


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be named as a reader of a sealed field."""

    member_id: int
    name: str
    agency: str


def sealed_readers(actor: Actor, party: Party) -> list[Reader]:
    """Who may be named: works on the case, may know how to reach the party, and is not barred."""
    rows = rows_of("cases_sealed_readers", party.case_id, party.pk)
    agencies = Agency.objects.in_bulk({agency for _id, _name, agency in rows})
    return [Reader(number, name, agencies[agency].name) for number, name, agency in rows]


def seal_field(
    *, actor: Actor, party: Party, kind: str, text: str, readers: Sequence[int]
) -> SealedField:
    """Seal a fact about a party for the members named and for its writer.

    A new place to live has running orders of no approach varied (SR-51).  Raises NotValid when the
    text is empty or a reader is not among sealed_readers(), NotAllowed when the writer is not.
    Records cases.sealed.write, never the text.
    """
    known("sealed_kinds", kind, field="kind")
    words = _words(text)
    with acting(actor, "cases.sealed.write", party, persons=[party.person_id]) as doing:
        field = SealedField(
            pk=uuid4(),
            case_id=party.case_id,
            party=party,
            kind=kind,
            readers=_readers(actor, party, readers),
            written_by_id=actor.member_id,
        )
        field.sealed = seal(words, place=_place(field))
        field.save(force_insert=True)
        vary_orders(party, sealed_kind=kind)
        doing.details.update(kind=kind, readers=len(field.readers))
        happened(party.case)
    return field


def open_sealed(*, actor: Actor, field: SealedField) -> str:
    """The words of a sealed field, for a named reader who takes part. Each opening is recorded.

    Somebody who opened the case in an emergency opens no sealed field.
    """
    persons = [field.party.person_id]
    with acting(actor, "cases.sealed.open", field, persons=persons) as doing:
        if actor.member_id not in field.readers or field.ended_at is not None:
            raise NotAllowed
        doing.details["kind"] = field.kind
        return _unsealed(field)


def name_readers(
    *, actor: Actor, field: SealedField, readers: Sequence[int], version: int | None
) -> None:
    """Name anew who may open a sealed field; the one who names stays among them.

    Raises Changed when somebody else did so meanwhile.  Records cases.sealed.readers.
    """
    with acting(actor, "cases.sealed.readers", field, persons=[field.party.person_id]) as doing:
        _must_be_reader(actor, field)
        chosen = _readers(actor, field.party, readers)
        expect_version(field, version, {"readers": chosen})
        doing.details.update(kind=field.kind, readers=len(chosen))
        field.readers = chosen
        field.save(update_fields=["readers", "version"])


def end_sealed(*, actor: Actor, field: SealedField, why: str) -> None:
    """Destroy a sealed fact that no longer holds; that it was there stays in the history.

    Records cases.sealed.end.
    """
    need_reason(why)
    persons = [field.party.person_id]
    with acting(actor, "cases.sealed.end", field, why=why, persons=persons) as doing:
        _must_be_reader(actor, field)
        doing.details["kind"] = field.kind
        field.sealed, field.ended_at = b"", timezone.now()
        field.save(update_fields=["sealed", "ended_at"])


def sealed_count(actor: Actor, case: Case) -> int:
    """How many facts are sealed on the case; more than that is for their readers."""
    return int(called("cases_sealed_count", case.pk))


def sealed_for(actor: Actor, case: Case) -> list[SealedField]:
    """Sealed fields the actor may open, unopened."""
    rows = SealedField.objects.filter(case=case, ended_at=None).select_related("party__person")
    return [row for row in rows.order_by("written_at") if actor.member_id in row.readers]


def sealed_called(actor: Actor, case: Case, field_id: UUID) -> SealedField:
    """One sealed field the actor may open. Raises NotAllowed when there is none."""
    rows = SealedField.objects.filter(case=case, pk=field_id, ended_at=None)
    row = rows.select_related("party").first()
    if row is None or actor.member_id not in row.readers:
        raise NotAllowed
    return row


def _words(text: str) -> str:
    words = mask(text)[0].strip()
    if not words:
        raise NotValid("cases.sealed.text", {"text": _("Write what is to be sealed.")})
    return words


def _readers(actor: Actor, party: Party, chosen: Sequence[int]) -> list[int]:
    may_read = {reader.member_id for reader in sealed_readers(actor, party)}
    if actor.member_id not in may_read:
        raise NotAllowed
    if not set(chosen) <= may_read:
        says = _("Choose among those who take part and may know how to reach the person.")
        raise NotValid("cases.sealed.readers", {"readers": says})
    return sorted({*chosen, actor.member_id})


def _unsealed(field: SealedField) -> str:
    try:
        return unseal(bytes(field.sealed), place=_place(field))
    except UnreadableError as error:
        says = _("This sealed field cannot be read. Tell whoever runs the system.")
        raise NotYet("cases.sealed.unreadable", says) from error


def _must_be_reader(actor: Actor, field: SealedField) -> None:
    if actor.member_id not in field.readers or field.ended_at is not None:
        raise NotAllowed


def _place(field: SealedField) -> str:
    return f"cases_sealedfield.sealed:{field.pk}"
