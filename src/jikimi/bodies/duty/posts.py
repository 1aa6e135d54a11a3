"""Posts of duty: set up, changed, ended; and who is on the list of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member
from jikimi.bodies.body_kinds import has_duty
from jikimi.bodies.duty.planning.words import ANY
from jikimi.bodies.models import Body, DutyMember, Post

_MOST_SEATS = 9
_MOST_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class PostDraft:
    """What must be manned and when. weekdays: 0 is Monday. needs: kind of agency → how many.

    ends before begins: past midnight; equal: a whole day.
    """

    name_ko: str
    weekdays: tuple[int, ...]
    begins: time
    ends: time
    needs: dict[str, int]
    name_en: str = ""
    place: str = ""
    on_holidays: bool = False
    since: date | None = None


def set_post(*, actor: Actor, body: Body, draft: PostDraft) -> Post:
    """Set up a post of a body whose kind mans posts. Records bodies.post.set."""
    _check(body, draft)
    with acting(actor, "bodies.post.set", body):
        return Post.objects.create(body=body, **_columns(draft))


def change_post(*, actor: Actor, post: Post, draft: PostDraft, version: int) -> Post:
    """Change when a post is manned and by whom; rotas that stand stay as they are.

    Raises Changed when somebody changed it meanwhile.  Records bodies.post.set.
    """
    _check(post.body, draft)
    with acting(actor, "bodies.post.set", post.body):
        row = Post.objects.select_for_update().get(pk=post.pk)
        mine = _columns(draft)
        expect_version(row, version, mine)
        for field, value in mine.items():
            setattr(row, field, value)
        row.save(update_fields=[*mine, "version"])
    return row


def end_post(*, actor: Actor, post: Post, on: date) -> Post:
    """Man a post no longer than to this day. Records bodies.post.end."""
    if on < post.since:
        raise NotValid("bodies.post.end", {"on": _("The post did not stand yet on that day.")})
    with acting(actor, "bodies.post.end", post.body):
        post.until = on
        post.save(update_fields=["until"])
    return post


def man_post(
    *,
    actor: Actor,
    post: Post,
    member_id: int,
    most_per_week: int | None = None,
    since: date | None = None,
) -> DutyMember:
    """Put a person of a seated agency on the list of a post; once there, the row is changed.

    Raises NotValid unless an agency of that kind is asked for.  Records bodies.post.man.
    """
    if most_per_week is not None and not 0 <= most_per_week <= _MOST_A_WEEK:
        says = _("Give a number from 0 to 7.")
        raise NotValid("bodies.post.most", {"most_per_week": says})
    with acting(actor, "bodies.post.man", post.body) as doing:
        member = people_who_may_stand(post).filter(pk=member_id).first()
        if member is None:
            says = _("Choose somebody of a seated agency of the kinds this post asks for.")
            raise NotValid("bodies.post.member", {"member": says})
        doing.details["member"] = member_id
        row, _made = DutyMember.objects.update_or_create(
            post=post,
            member_id=member_id,
            until=None,
            defaults={"most_per_week": most_per_week},
            create_defaults={
                "body_id": post.body_id,
                "most_per_week": most_per_week,
                "since": since or timezone.localdate(),
            },
        )
    return row


def release_from_post(*, actor: Actor, post: Post, member_id: int, on: date) -> None:
    """Keep a person on the list no longer than to this day. Records bodies.post.release."""
    with acting(actor, "bodies.post.release", post.body) as doing:
        row = post.people.filter(member_id=member_id, until=None).first()
        if row is None:
            raise NotAllowed
        doing.details["member"] = member_id
        row.until = max(on, row.since - timedelta(1))
        row.save(update_fields=["until"])


def post_of(body: Body, post_id: UUID | str) -> Post:
    """A post of this body; NotAllowed when there is none."""
    found = Post.objects.select_related("body").filter(body=body, pk=post_id).first()
    if found is None:
        raise NotAllowed
    return found


def posts_of(body: Body) -> list[Post]:
    """The posts a body mans today or will man."""
    today = timezone.localdate()
    return list(body.posts.filter(Q(until=None) | Q(until__gte=today)).select_related("body"))


def people_who_may_stand(post: Post) -> QuerySet[Member]:
    """Members working at seated agencies of the kinds the post asks for, by agency and name."""
    rows = Member.objects.filter(
        is_active=True,
        roles__kind="practitioner",
        roles__ended_at=None,
        agency__seats__body_id=post.body_id,
        agency__seats__left_on=None,
    )
    if ANY not in post.needs:
        rows = rows.filter(agency__kind__in=list(post.needs))
    return rows.select_related("agency").distinct().order_by("agency__name_ko", "name", "pk")


def _columns(draft: PostDraft) -> dict[str, object]:
    return {
        "name_ko": draft.name_ko.strip(),
        "name_en": draft.name_en.strip(),
        "place": draft.place.strip(),
        "weekdays": sorted(set(draft.weekdays)),
        "begins": draft.begins,
        "ends": draft.ends,
        "needs": {kind: seats for kind, seats in draft.needs.items() if seats},
        "on_holidays": draft.on_holidays,
        "since": draft.since or timezone.localdate(),
    }


def _check(body: Body, draft: PostDraft) -> None:
    if not has_duty(body):
        says = _("A body of this kind mans no posts.")
        raise NotValid("bodies.post.body", says=says)
    kinds = {*codes("access", "agency_kinds"), ANY}
    seats = draft.needs.values()
    wrong = {
        "name_ko": (not draft.name_ko.strip(), _("Say what the post is called.")),
        "weekdays": (
            not draft.weekdays or not set(draft.weekdays) <= set(range(7)),
            _("Choose at least one day of the week."),
        ),
        "needs": (
            not any(seats)
            or not set(draft.needs) <= kinds
            or not all(0 <= n <= _MOST_SEATS for n in seats),
            _("Say how many people of which agencies are needed, at most nine of each."),
        ),
    }
    fields = {field: says for field, (is_wrong, says) in wrong.items() if is_wrong}
    if fields:
        raise NotValid("bodies.post.draft", fields)
