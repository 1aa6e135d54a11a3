"""The list of need words, and what was searched for in vain: pages of the coordinator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jikimi.access.codes import codes
from jikimi.directory.search.wording import (
    add_need_word,
    finish_missed,
    missed_searches,
    need_words,
    remove_need_word,
)
from jikimi.doors.staff.directory.frame import rounds
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_CHANGE = "directory.need_word.change"
_SHOWN = 120


class NeedWordForm(forms.Form):
    """A phrase and what it means."""

    phrase = forms.CharField(
        label=gettext_lazy("What somebody says"),
        max_length=80,
        help_text=gettext_lazy("The shortest form is best. “…” stands for some letters between."),
    )
    need = forms.ChoiceField(label=gettext_lazy("What it means"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), initial="ko")
    who = forms.ChoiceField(
        label=gettext_lazy("Who says it"),
        required=False,
        choices=[
            ("", gettext_lazy("Whoever it happened to")),
            ("child", gettext_lazy("A child")),
            ("hurting", gettext_lazy("Somebody who hurts others and wants to stop")),
            ("worried", gettext_lazy("Somebody worried about another")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in (("need", "needs"), ("language", "spoken_languages")):
            rows = codes("directory", listed).values()
            self.fields[name].choices = [(r.code, r.label) for r in rows]  # type: ignore[attr-defined]


@staff_page(_CHANGE)
def words(request: HttpRequest) -> HttpResponse:
    """The list, and a phrase more."""
    actor = actor_of(request)
    form = NeedWordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        if ruled(form, lambda: add_need_word(actor=actor, **data)):
            messages.success(request, _("From now on this is understood."))
            return redirect("directory_need_words")
    need, typed = request.GET.get("need", ""), request.GET.get("words", "")
    found = need_words(actor, need=need, typed=typed)
    context = {
        "form": form,
        "listed": found[:_SHOWN],
        "count": len(found),
        "need": need,
        "typed": typed,
        "needs": [(row.code, row.label) for row in codes("directory", "needs").values()],
        "labels": {row.code: row.label for row in codes("directory", "needs").values()},
        "rounds": rounds(actor, "directory_need_words"),
    }
    return show(request, "directory/need_words.html", context, status=status_of(form))


@staff_page(_CHANGE)
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take a phrase from the list."""
    remove_need_word(actor=actor_of(request), phrase=request.POST.get("phrase", ""))
    messages.success(request, _("The phrase is no longer understood."))
    return redirect("directory_need_words")


@staff_page("directory.missed.read")
def missed(request: HttpRequest) -> HttpResponse:
    """What was searched for in vain."""
    actor = actor_of(request)
    context = {"missed": missed_searches(actor), "rounds": rounds(actor, "directory_missed")}
    return show(request, "directory/missed.html", context)


@staff_page("directory.missed.finish")
@require_POST
def finish(request: HttpRequest, number: int) -> HttpResponse:
    """Put one aside."""
    finish_missed(actor=actor_of(request), number=number)
    return redirect("directory_missed")


urls = [
    path("directory/need-words/", words, name="directory_need_words"),
    path("directory/need-words/remove/", remove, name="directory_need_word_remove"),
    path("directory/missed/", missed, name="directory_missed"),
    path("directory/missed/<int:number>/done/", finish, name="directory_missed_done"),
]
