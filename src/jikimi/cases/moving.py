"""Moving: where a protected person has moved, orders that forbid approach are to be varied (SR-51).

Whoever notes the move need not know of any order, and learns of none: those who must see to it are
told by the database (cases/sql/alerting.sql).
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import code_rows
from jikimi.access.errors import NotValid
from jikimi.cases.alerting import task_kinds_given
from jikimi.cases.guards import called
from jikimi.cases.models import Party
from jikimi.cases.nomination import happened
from jikimi.cases.words import words


def note_move(*, actor: Actor, party: Party, moved_on: date) -> None:
    """Note that a person of the case has moved. Where to is not said here: that is sealed.

    Each running order that keeps somebody away from the person is to be varied, which becomes a
    task of those who know of it.  The same for the actor whether there is one or not.
    Raises NotValid for a day to come.  Records cases.parties.move with the day.
    """
    if moved_on > timezone.localdate():
        says = _("This day is in the future. Note the move when it has taken place.")
        raise NotValid("cases.parties.move", {"moved_on": says})
    with acting(actor, "cases.parties.move", party, persons=[party.person_id]) as doing:
        doing.details["moved_on"] = moved_on.isoformat()
        vary_orders(party)
        happened(party.case)


def vary_orders(party: Party, *, sealed_kind: str | None = None) -> None:
    """Have the running orders that protect this person varied, inside the act that tells of a move.

    sealed_kind: a code of sealed_kinds.csv; nothing happens when that kind tells of no move.
    """
    kind = words("sealed_kinds").get(sealed_kind or "")
    if sealed_kind is not None and (kind is None or kind.more["is_move"] != "yes"):
        return
    codes = sorted(
        {row.code for row in code_rows("cases", "measures") if row.more["varies_on_move"] == "yes"}
    )
    called("cases_person_moved", party.pk, codes, Jsonb(task_kinds_given()))
