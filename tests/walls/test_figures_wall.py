"""The wall of figures: small numbers are for analysts, the public reads what was published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.members import actor_for
from jikimi.access.ticket import name_actor
from jikimi.insights.models import EffectProtocol, EffectReport, Publication, Tally, Told
from tests.cast import Cast

Enter = Callable[[Actor], None]
MONTH = date(2026, 10, 1)


def test_unsuppressed_counts_are_read_by_analysts_alone_and_written_by_nobody(
    cast: Cast, enter: Enter
) -> None:
    for who, actor in cast.actors.items():
        enter(actor)
        if who == "analyst":
            assert Tally.objects.count() == 0
            with connection.cursor() as cursor:
                cursor.execute("SELECT access_is(24)")
                assert cursor.fetchone() == (True,)
        with pytest.raises(DatabaseError), transaction.atomic():
            Tally.objects.create(part="reports", month=MONTH, count=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Told.objects.create(part="reports", level="month", month=MONTH, count=7)
    for actor in (THE_CLOCK, THE_OPERATOR):
        enter(actor)
        Told.objects.create(part=f"p{len(actor.capabilities)}{actor.capabilities[0]}",
                            level="month", month=MONTH, count=7)  # fmt: skip
    enter(cast.head)
    assert Told.objects.count() == 2


def _publication(cast: Cast, **given: object) -> Publication:
    return Publication.objects.create(
        title_ko="신고율", indicators=["report_rate"], since=MONTH, until=MONTH, table={},
        digest="0" * 64, agency=cast.agencies["police"], member_id=cast.analyst.member_id, **given,
    )  # fmt: skip


def _colleague(cast: Cast) -> Actor:
    """A second analyst; what is published takes two."""
    name_actor(THE_OPERATOR)
    member = cast.members["colleague"]
    roster.grant_role(actor=THE_OPERATOR, member=member, kind="analyst", why="test")
    return actor_for(member)


def test_a_draft_is_for_analysts_and_a_published_table_for_everybody_until_it_is_withdrawn(
    cast: Cast, enter: Enter
) -> None:
    enter(cast.analyst)
    shown, gone, _draft = (_publication(cast) for _each in range(3))
    second = _colleague(cast)
    enter(second)
    now = {"published_at": timezone.now(), "published_by_id": second.member_id}
    Publication.objects.filter(pk__in=[shown.pk, gone.pk]).update(**now)
    Publication.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    assert Publication.objects.count() == 3
    for who in ("head", "counsellor"):
        enter(cast.actors[who])
        assert list(Publication.objects.all()) == [shown], who
        assert Publication.objects.filter(pk=shown.pk).update(title_ko="") == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT qual FROM pg_policies WHERE policyname = %s",
                       ["insights_publication_public"])  # fmt: skip
        (rule,) = cursor.fetchone()
    assert "published_at IS NOT NULL" in rule
    assert "withdrawn_at IS NULL" in rule


def _protocol(cast: Cast) -> EffectProtocol:
    return EffectProtocol.objects.create(
        title="비상벨", question="신고가 줄었는가", outcome="report_rate", method="counts",
        before_from=MONTH, before_to=MONTH, after_from=MONTH, after_to=MONTH,
        agency=cast.agencies["police"], member_id=cast.analyst.member_id,
    )  # fmt: skip


def test_a_fixed_protocol_and_a_made_report_are_changed_by_nobody(cast: Cast, enter: Enter) -> None:
    enter(cast.analyst)
    protocol = _protocol(cast)
    enter(cast.head)
    assert not EffectProtocol.objects.exists()
    enter(cast.analyst)
    EffectProtocol.objects.filter(pk=protocol.pk).update(fixed_at=timezone.now(), digest="1" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        EffectProtocol.objects.filter(pk=protocol.pk).update(question="other")
    report = EffectReport.objects.create(
        protocol=protocol, result={"ratio": 0.9}, verdict="cannot_tell", data_digest="2" * 64,
        code_version="1", member_id=cast.analyst.member_id,
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        EffectReport.objects.filter(pk=report.pk).update(result={"ratio": 0.5})
    enter(cast.head)
    assert EffectProtocol.objects.count() == 1
    assert not EffectReport.objects.exists()
    enter(cast.analyst)
    EffectReport.objects.filter(pk=report.pk).update(released_at=timezone.now())
    enter(cast.head)
    assert EffectReport.objects.count() == 1


def test_the_public_login_reads_no_count() -> None:
    from jikimi.settings import embedded, roles

    with roles.connect(embedded.dsn("public")) as public:
        for table in ("insights_tally", "insights_told", "insights_contextfigure"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(f"SELECT 1 FROM {table}")
            public.rollback()
