"""The statutory ledger of provisions: read it, take it out with a reason."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.cases.ledger import export_ledger, headings, ledger
from jikimi.doors.staff.cases.forms import choices
from jikimi.doors.staff.downloads import LockForm, download
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of


class PeriodForm(forms.Form):
    """Of which days."""

    first = forms.DateField(label=words("From day"))
    last = forms.DateField(label=words("To day"))

    def clean(self) -> dict[str, object]:
        """The first day is not after the last."""
        given = super().clean() or {}
        if "first" in given and "last" in given and given["first"] > given["last"]:
            self.add_error("last", _("This day is before the first."))
        return given


class ExportForm(LockForm, PeriodForm):
    """Why, in which form, and under which password."""

    reason = forms.ChoiceField(label=words("Reason"))
    why = forms.CharField(label=words("In words"), required=False, max_length=200)
    form = forms.ChoiceField(
        label=words("File type"),
        widget=forms.RadioSelect,
        choices=[("xlsx", words("Excel (XLSX)")), ("csv", words("Text (CSV)"))],
        initial="xlsx",
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        offer(self, "reason", choices("export_reasons", empty=True))


@staff_page("cases.sharing.ledger")
def page(request: HttpRequest) -> HttpResponse:
    """The ledger of a period; this year at first."""
    actor = actor_of(request)
    period = PeriodForm(request.GET if "first" in request.GET else _this_year())
    days = period.cleaned_data if period.is_valid() else _this_year()
    form = ExportForm(request.POST or None, initial={"form": "xlsx", **days})
    if form.is_valid():
        made = ruled(form, lambda: export_ledger(actor=actor, **form.cleaned_data))
        if made is not None:
            return download(made)
    found = ledger(actor, **days)
    heads = headings()
    order = (2, 1, 0, *range(3, len(heads)))
    context = {
        "period": period,
        "form": form,
        "found": found,
        "headings": heads,
        "columns": [{"label": heads[n]} for n in order],
    }
    return show(request, "cases/ledger.html", context, status=status_of(form))


def _this_year() -> dict[str, date]:
    today = timezone.localdate()
    return {"first": date(today.year, 1, 1), "last": today}


urls = [path("ledger/", page, name="ledger")]
