"""Posts of duty and the people on their lists; days without duty."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.actor import Actor
from jikimi.bodies.duty.absences import (
    absence_of,
    absences_ahead,
    note_absence,
    people_noted,
    withdraw_absence,
)
from jikimi.bodies.duty.people import on_list
from jikimi.bodies.duty.posts import (
    change_post,
    end_post,
    man_post,
    people_who_may_stand,
    post_of,
    release_from_post,
    set_post,
)
from jikimi.bodies.models import Body, Post
from jikimi.doors.staff.bodies.duty import duty_body
from jikimi.doors.staff.bodies.duty_forms import (
    DAYS_IN_SHORT,
    AbsenceForm,
    DayForm,
    MannedForm,
    PostForm,
    entered,
    kind_words,
    kinds_seated,
)
from jikimi.doors.staff.bodies.frame import framed, offers, one_form
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_OFFERED = {"set": "bodies.post.set", "end": "bodies.post.end", "man": "bodies.post.man"}


@staff_page("bodies.post.set")
def post_new(request: HttpRequest, key: str) -> HttpResponse:
    """Set up a post."""
    actor = actor_of(request)
    body = duty_body(actor, key, act="bodies.post.set")
    form = PostForm(request.POST or None, kinds=kinds_seated(body))
    return one_form(
        request,
        framed(actor, body, "duty"),
        form,
        lambda: set_post(actor=actor, body=body, draft=form.draft()),
        said=_("The post is set up. Put people on its list next."),
        back=reverse("duty", args=[key]),
        title=_("New duty post"),
        button=_("Set up"),
    )


@staff_page("bodies.post.set")
def post_change(request: HttpRequest, key: str, post_id: UUID) -> HttpResponse:
    """Change when a post is manned and by whom."""
    actor = actor_of(request)
    body, found = _post(actor, key, post_id, "bodies.post.set")
    kinds = kinds_seated(body)
    kinds |= {kind: kind_words()[kind] for kind in found.needs if kind not in kinds}
    form = PostForm(request.POST or None, initial=entered(found), kinds=kinds)
    return one_form(
        request,
        framed(actor, body, "duty"),
        form,
        lambda: change_post(
            actor=actor,
            post=found,
            draft=form.draft(),
            version=form.cleaned_data["version"] or found.version,
        ),
        said=_("Saved. Rotas that stand stay as they are."),
        back=reverse("duty_post", args=[key, post_id]),
        title=_("Change the duty post"),
        button=_("Save"),
    )


@staff_page("bodies.post.end")
def post_end(request: HttpRequest, key: str, post_id: UUID) -> HttpResponse:
    """Man a post no longer."""
    actor = actor_of(request)
    body, found = _post(actor, key, post_id, "bodies.post.end")
    form = DayForm(request.POST or None)
    return one_form(
        request,
        framed(actor, body, "duty"),
        form,
        lambda: end_post(actor=actor, post=found, on=form.cleaned_data["on"]),
        said=_("The post ends on that day."),
        back=reverse("duty", args=[key]),
        title=_("End the duty post"),
        text=_("Shifts that are published stay. Plan no rota beyond the last day."),
        button=_("End the post"),
        danger=True,
    )


@staff_page("bodies.duty.read")
def post(request: HttpRequest, key: str, post_id: UUID) -> HttpResponse:
    """One post: when it is manned, by whom, who is on its list."""
    actor = actor_of(request)
    body, found = _post(actor, key, post_id, "bodies.duty.read")
    form = MannedForm(None, people=people_who_may_stand(found))
    return _post_page(request, actor, body, found, form)


@staff_page("bodies.post.man")
def man(request: HttpRequest, key: str, post_id: UUID) -> HttpResponse:
    """Put somebody on the list, or say how many shifts a week that person takes at most."""
    actor = actor_of(request)
    body, found = _post(actor, key, post_id, "bodies.post.man")
    form = MannedForm(request.POST or None, people=people_who_may_stand(found))
    if form.is_valid():
        done = ruled(form, lambda: man_post(actor=actor, post=found, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("The list of the post is changed."))
            return redirect("duty_post", key, post_id)
    return _post_page(request, actor, body, found, form)


@staff_page("bodies.post.release")
@require_POST
def release(request: HttpRequest, key: str, post_id: UUID, member_id: int) -> HttpResponse:
    """Take somebody off the list from tomorrow on."""
    actor = actor_of(request)
    _body, found = _post(actor, key, post_id, "bodies.post.release")
    today = timezone.localdate()
    release_from_post(actor=actor, post=found, member_id=member_id, on=today)
    messages.success(request, _("From tomorrow on this person is planned no more."))
    return redirect("duty_post", key, post_id)


@staff_page("bodies.absence.note")
def absences(request: HttpRequest, key: str) -> HttpResponse:
    """Days without duty: one's own, or everybody's for who coordinates."""
    actor = actor_of(request)
    body = duty_body(actor, key)
    people = people_noted(actor, body)
    initial = {"member_id": actor.member_id}
    form = AbsenceForm(request.POST or None, people=people, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        if ruled(form, lambda: note_absence(actor=actor, body=body, **given)) is not None:
            messages.success(request, _("These days are kept free in the next plan."))
            return redirect("duty_absences", key)
    context = {"form": form, "people": people, "rows": absences_ahead(actor, body)}
    page = framed(actor, body, "duty", **context)
    return show(request, "bodies/duty/absences.html", page, status=status_of(form))


@staff_page("bodies.absence.withdraw")
@require_POST
def absence_off(request: HttpRequest, key: str, absence_id: UUID) -> HttpResponse:
    """Take days without duty back."""
    actor = actor_of(request)
    body = duty_body(actor, key)
    withdraw_absence(actor=actor, absence=absence_of(actor, body, absence_id))
    messages.success(request, _("Taken back: duty is possible on these days again."))
    return redirect("duty_absences", key)


def _post(actor: Actor, key: str, post_id: UUID, act: str) -> tuple[Body, Post]:
    body = duty_body(actor, key, act=act)
    return body, post_of(body, post_id)


def _post_page(
    request: HttpRequest, actor: Actor, body: Body, found: Post, form: MannedForm
) -> HttpResponse:
    today = timezone.localdate()
    context = framed(
        actor,
        body,
        "duty",
        post=found,
        rows=on_list(found, begins_on=today, ends_on=today),
        form=form,
        may=offers(actor, body, _OFFERED),
        kinds=kind_words(),
        short=DAYS_IN_SHORT,
    )
    return show(request, "bodies/duty/post.html", context, status=status_of(form))


_DUTY = "bodies/<slug:key>/duty/"
_ONE = f"{_DUTY}posts/<uuid:post_id>/"
urls = [
    path(f"{_DUTY}posts/new/", post_new, name="duty_post_new"),
    path(_ONE, post, name="duty_post"),
    path(f"{_ONE}change/", post_change, name="duty_post_change"),
    path(f"{_ONE}end/", post_end, name="duty_post_end"),
    path(f"{_ONE}people/", man, name="duty_post_man"),
    path(f"{_ONE}people/<int:member_id>/off/", release, name="duty_post_release"),
    path(f"{_DUTY}absences/", absences, name="duty_absences"),
    path(f"{_DUTY}absences/<uuid:absence_id>/off/", absence_off, name="duty_absence_off"),
]
