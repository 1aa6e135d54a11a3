"""Members of one's agency: register, grant and end roles, record that somebody left, unlock."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from jikimi.access import roster
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed
from jikimi.access.keeping import member_called, members_of
from jikimi.access.member import ROLE_KINDS, Member
from jikimi.access.roster import MemberDraft
from jikimi.access.signing_in import reset_second_factor, unlock_member
from jikimi.bodies.models.body import Body
from jikimi.bodies.seats import bodies_kept
from jikimi.doors.staff.pages import actor_of, member_of, ruled, show, staff_page, status_of


class MemberForm(forms.Form):
    """A person on the agency's roster."""

    name = forms.CharField(label=_("Name"), max_length=60)
    username = forms.SlugField(label=_("User name"), max_length=60)
    roster_id = forms.CharField(
        label=_("Roster number"), max_length=40, help_text=_("One person, one account.")
    )
    job = forms.CharField(label=_("Position"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail for notices"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    born_on = forms.DateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Only used to find conflicts of interest."),
    )
    pledged_on = forms.DateField(label=_("Confidentiality pledge signed on"))
    trained_on = forms.DateField(label=_("Training finished on"))
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput,
        help_text=_("At least 10 characters."),
    )


class WhyForm(forms.Form):
    """A reason, kept in the record."""

    why = forms.CharField(label=_("Reason"), max_length=200)


class RoleForm(WhyForm):
    """A role at the agency, and why it is granted."""

    kind = forms.ChoiceField(label=_("Role"))
    body_id = forms.TypedChoiceField(
        label=_("Held"), required=False, coerce=int, empty_value=None, choices=[]
    )
    field_order = ("kind", "body_id", "why")

    def __init__(self, *args: object, bodies: list[Body], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        held = [("", now("At the agency")), *[(body.pk, body.name) for body in bodies]]
        self.fields["body_id"].choices = held  # type: ignore[attr-defined]
        names = codes("access", "roles")
        choices = [(kind, names[kind].label) for kind in ROLE_KINDS]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


@staff_page("access.member.list")
def members(request: HttpRequest) -> HttpResponse:
    """Everybody with an account at my agency."""
    rows = list(members_of(actor_of(request)))
    return show(
        request, "access/members.html", {"rows": rows, "role_names": codes("access", "roles")}
    )


@staff_page("access.member.add")
def add(request: HttpRequest) -> HttpResponse:
    """Register a member of my agency."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        agency = member_of(request).agency
        draft = MemberDraft(**form.cleaned_data)
        member = ruled(form, lambda: roster.add_member(actor=actor, agency=agency, draft=draft))
        if member:
            messages.success(request, now("The account is ready. Now grant a role."))
            return redirect("member", member.pk)
    return show(request, "access/member_add.html", {"form": form}, status=status_of(form))


@staff_page("access.member.list")
def member(request: HttpRequest, number: int) -> HttpResponse:
    """One member: roles, and what an administrator may do."""
    return _member_page(
        request,
        member_called(actor_of(request), number),
        RoleForm(bodies=bodies_kept(actor_of(request))),
    )


@staff_page("access.role.grant")
def grant(request: HttpRequest, number: int) -> HttpResponse:
    """Grant a role."""
    actor, who = actor_of(request), member_called(actor_of(request), number)
    form = RoleForm(request.POST, bodies=bodies_kept(actor))
    if form.is_valid():
        wanted = form.cleaned_data
        role = ruled(form, lambda: roster.grant_role(actor=actor, member=who, **wanted))
        if role:
            messages.success(request, now("The role is granted."))
            return redirect("member", number)
    return _member_page(request, who, form, status=422)


@staff_page("access.role.end")
def end(request: HttpRequest, number: int, role: int) -> HttpResponse:
    """Take a role away."""
    actor, who = actor_of(request), member_called(actor_of(request), number)
    held = who.roles.filter(pk=role, ended_at=None).first()
    if held is None:
        raise NotAllowed
    return _with_reason(
        request, who, lambda why: roster.end_role(actor=actor, role=held, why=why), "role_end"
    )


@staff_page("access.member.leave")
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Record that a member left: access ends at once."""
    actor, who = actor_of(request), member_called(actor_of(request), number)
    return _with_reason(
        request, who, lambda why: roster.leave(actor=actor, member=who, why=why), "leave"
    )


@staff_page("access.member.unlock")
def unlock(request: HttpRequest, number: int) -> HttpResponse:
    """Let a member try to sign in again."""
    actor, who, site = (
        actor_of(request),
        member_called(actor_of(request), number),
        request.get_host(),
    )
    return _with_reason(
        request,
        who,
        lambda why: unlock_member(actor=actor, member=who, why=why, site=site),
        "unlock",
    )


@staff_page("access.member.reset_factor")
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """Take a lost second factor away."""
    actor, who = actor_of(request), member_called(actor_of(request), number)
    return _with_reason(
        request, who, lambda why: reset_second_factor(actor=actor, member=who, why=why), "reset"
    )


_QUESTIONS = {
    "role_end": (_("Take this role away?"), _("It ends at once.")),
    "leave": (
        _("Record that this member left?"),
        _("The account and all roles end at once. Open work waits for a new owner."),
    ),
    "unlock": (_("Unlock this account?"), _("The member can try to sign in again.")),
    "reset": (
        _("Take the second factor away?"),
        _("Make sure whom you speak with. A new one is set up at the next sign-in."),
    ),
}


def _with_reason(
    request: HttpRequest, who: Member, call: Callable[[str], object], question: str
) -> HttpResponse:
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        call(form.cleaned_data["why"])
        messages.success(request, now("Done and recorded."))
        return redirect("member", who.pk)
    title, text = _QUESTIONS[question]
    context = {
        "form": form,
        "who": who,
        "title": title,
        "text": text,
        "danger": question == "leave",
    }
    return show(request, "access/reason.html", context, status=status_of(form))


def _member_page(
    request: HttpRequest, who: Member, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    held = list(who.roles.filter(ended_at=None).order_by("kind"))
    context = {"who": who, "held": held, "form": form, "role_names": codes("access", "roles")}
    return show(request, "access/member.html", context, status=status)


urls = [
    path("members/", members, name="members"),
    path("members/add/", add, name="member_add"),
    path("members/<int:number>/", member, name="member"),
    path("members/<int:number>/roles/", grant, name="role_grant"),
    path("members/<int:number>/roles/<int:role>/end/", end, name="role_end"),
    path("members/<int:number>/leave/", leave, name="member_leave"),
    path("members/<int:number>/unlock/", unlock, name="member_unlock"),
    path("members/<int:number>/reset/", reset, name="member_reset"),
]
