"""Steps of a thing's own page: a form, the rule behind it, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.doors.staff.cases.parts import done, stepped
from jikimi.doors.staff.pages import actor_of, staff_page

Thing = TypeVar("Thing")
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class StepsOf(Generic[Thing]):
    """What the steps are done to. name: of its page's url; shown: its page, with a form refused."""

    name: str
    called: Callable[[Actor, UUID], Thing]
    shown: Callable[..., HttpResponse]

    def step(
        self,
        act: str,
        form: Callable[[Thing, HttpRequest], forms.Form],
        rule: Callable[[Actor, Thing, Any], Any],
        says: str | Callable[[Any], str],
        *,
        refused_as: str = "form",
    ) -> View:
        """One step: says may depend on what the rule answered; a link followed by hand goes back.

        refused_as: another name under which the page finds the form that was refused.
        """

        @staff_page(act)
        def view(request: HttpRequest, /, **named: UUID) -> HttpResponse:
            (number,) = named.values()
            actor = actor_of(request)
            found = self.called(actor, number)
            if request.method != "POST":
                return redirect(self.name, number)
            given = form(found, request)
            answer = stepped(given, lambda: rule(actor, found, given)) if given.is_valid() else None
            if answer:
                said = says(answer) if callable(says) else _(says)
                return done(request, said, self.name, number)
            return self.shown(request, found, **{"form": given, refused_as: given})

        return view
