"""The statutory ledger of provisions (개인정보 보호법 시행령 제15조), eight fields (SR-02)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotValid
from jikimi.access.locking import TakenFile, check_password, lock_noted, locked
from jikimi.cases.guards import need_reason
from jikimi.cases.models import Case, Disclosure
from jikimi.cases.words import known

MOST_SHOWN = 200
MOST_EXPORTED = 100_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
ACT = "cases.sharing.ledger"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One provision. case: its number, for those who may see the case."""

    data_name: str
    recipient: str
    provided_at: str
    purpose: str
    basis: str
    items: str
    period: str
    limits: str
    provider: str
    case: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Provisions of a period, the newest first. number: how many there are, shown or not."""

    lines: Sequence[LedgerLine]
    number: int


def ledger(actor: Actor, *, first: date, last: date) -> Ledger:
    """Provisions made in a period: a coordinator's body's, or an auditor's agency's.

    Records cases.sharing.ledger.
    """
    rows = _rows(actor, first, last)
    reading(actor, ACT)
    return Ledger(_lines(rows[:MOST_SHOWN]), rows.count())


def export_ledger(
    *,
    actor: Actor,
    first: date,
    last: date,
    form: str,
    reason: str,
    why: str = "",
    password: str,
) -> TakenFile:
    """The ledger of a period in a ZIP under the password, with the reason. form: xlsx or csv.

    It names agencies and no person, but the numbers of cases.  Raises NotValid without a good
    password, a reason from the list, or words for another reason.  Records cases.sharing.ledger
    with the number of rows.  Source: SR-17, SR-30.
    """
    check_password(password)
    known("export_reasons", reason, field="reason")
    if reason == "other":
        need_reason(why)
    if form not in _FORMS:
        raise NotValid("cases.ledger.form", {"form": _("Choose one from the list.")})
    with acting(actor, ACT, why=why) as doing:
        lines = _lines(_rows(actor, first, last)[:MOST_EXPORTED])
        noted = lock_noted(password)
        doing.details.update(reason=reason, rows=len(lines), form=form, **noted)
    name = f"ledger-{first:%Y%m%d}-{last:%Y%m%d}.{form}"
    return locked(TakenFile(name, _FORMS[form](lines)), password)


def headings() -> list[str]:
    """The column heads of the ledger: the eight fields, then who provided, and the case."""
    return [
        _("Name of the data file"),
        _("Recipient"),
        _("Provided at"),
        _("Purpose"),
        _("Legal basis"),
        _("Items provided"),
        _("Period of use"),
        _("Limits set on the recipient"),
        _("Provider"),
        _("Case number"),
    ]


def _rows(actor: Actor, first: date, last: date) -> QuerySet[Disclosure]:
    steered = Case.objects.filter(body_id__in=actor.bodies_coordinated()).values("pk")
    audited = Q(provider_id=actor.agency_id) if actor.holds("auditor") else Q(pk=None)
    rows = Disclosure.objects.filter(Q(case_id__in=steered) | audited)
    begins, ends = _instant(first), _instant(last + timedelta(days=1))
    rows = rows.filter(provided_at__gte=begins, provided_at__lt=ends)
    return rows.select_related("recipient", "provider").order_by("-provided_at", "id")


def _instant(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _lines(rows: Iterable[Disclosure]) -> list[LedgerLine]:
    found = list(rows)
    seen = Case.objects.filter(pk__in={row.case_id for row in found})
    numbers = dict(seen.values_list("pk", "number"))
    return [_line(row, numbers.get(row.case_id, "")) for row in found]


def _line(row: Disclosure, number: str) -> LedgerLine:
    at = timezone.localtime(row.provided_at)
    until = row.period_until
    ends = f"{timezone.localtime(until):%Y-%m-%d %H:%M}" if until else _("End of the case")
    return LedgerLine(
        data_name=label("cases", "share_words", row.data_name, on=at.date()),
        recipient=row.recipient.name,
        provided_at=f"{at:%Y-%m-%d %H:%M}",
        purpose=label("cases", "share_words", row.purpose, on=at.date()),
        basis=label("cases", "legal_bases", row.basis, on=at.date()),
        items=", ".join(label("cases", "field_groups", item, on=at.date()) for item in row.items),
        period=ends,
        limits=row.limits,
        provider=row.provider.name,
        case=number,
    )


def _as_csv(lines: Iterable[LedgerLine]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings())
    writer.writerows([_harmless(cell) for cell in astuple(line)] for line in lines)
    return text.getvalue().encode("utf-8-sig")  # offices open it in Excel, which wants the mark


def _as_xlsx(lines: Iterable[LedgerLine]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Ledger"))
    sheet.append(headings())
    for line in lines:
        sheet.append([_harmless(cell) for cell in astuple(line)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


_FORMS = {"csv": _as_csv, "xlsx": _as_xlsx}
