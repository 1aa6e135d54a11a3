"""What the doors read of cases: one case by its number, and the stages. Lists: worklist.py."""

from __future__ import annotations

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.cases.bars import refuse
from jikimi.cases.models import Case
from jikimi.cases.words import words


def case_called(actor: Actor, number: str) -> Case:
    """The case with this number, for those who may know of it now.

    Raises NotAllowed when there is none, when it is not the actor's, or when its share is over; the
    refusal is recorded, and the coordinators are told when a barred member asked.
    """
    related = ("lead_agency", "nominated_by", "body")
    case = Case.objects.select_related(*related).filter(number=number).first()
    if case is not None:
        case.remember_standings(actor)
    if case is None or not is_open_to(actor, case):
        refuse(actor, number)
        raise NotAllowed
    return case


def is_open_to(actor: Actor, case: Case) -> bool:
    """Whether the actor takes part, coordinates the body, or opened the case in an emergency."""
    if actor.holds("coordinator", body_id=case.body_id):
        return True
    return bool(case.standings(actor) & {"participant", "broken_glass"})


def stage_steps() -> list[tuple[str, str]]:
    """Stages a case goes through, in order, with their words in the reader's language."""
    return [(c.code, c.label) for c in words("stages").values() if c.more["is_step"] == "yes"]
