"""Effect reports over pages: five steps, fixed, figures from a file, released, taken out."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.insights.effects.keeping import checked, unpacked
from jikimi.insights.effects.plan import digest_of
from jikimi.insights.models import EffectProtocol, EffectReport
from jikimi.insights.protocols import content_of
from tests.cast import Cast
from tests.rules.test_effects import AREAS, PERIODS, figures

STEPS = {
    "method": {"method": "compared_series", "chosen": "otherwise"},
    "places": {"treated": "동부\n서부", "comparison": "남부\n북부"},
    "periods": {
        "unit": "month",
        "before_first": "2023.1",
        "before_last": "2024-12",
        "after_first": "2025년 1월",
        "after_last": "2026-06",
        "breaks": "2025-09",
        "has_season": "on",
    },
    "margin": {"matters": "10", "spread": "dependent", "sensitivity": ["placebo", "without_area"]},
}
QUESTION = {
    "title": "보안등 사업",
    "question": "가정폭력 신고가 줄었는가",
    "outcome_words": "가정폭력 신고 건수",
    "wanted": "fall",
    "counts_reports": "on",
}


def table() -> SimpleUploadedFile:
    text, found = StringIO(), figures()
    writer = csv.writer(text)
    writer.writerow(["지역", "기간", "건수", "인구"])
    for area, counts in zip(AREAS, found.counts, strict=True):
        writer.writerows([area, p, int(n), 50_000] for p, n in zip(PERIODS, counts, strict=True))
    return SimpleUploadedFile("counts.csv", text.getvalue().encode("cp949"))


def page(name: str, *given: object) -> str:
    return reverse(name, args=given)


def test_a_report_from_its_question_to_its_file(
    cast: Cast, client: Client, signed_in: Callable[[Client, Member], Client]
) -> None:
    analyst = signed_in(client, cast.members["analyst"])
    assert analyst.post(page("effect_new"), {"wanted": "fall"}).status_code == 422
    answer = analyst.post(page("effect_new"), QUESTION)
    name_actor(cast.analyst)
    row = EffectProtocol.objects.get()
    assert answer["Location"] == page("effect_step", row.pk, "method")
    early = analyst.post(page("effect_answer", row.pk), {"file": table(), "source": "경찰청"})
    assert early.status_code in (404, 409)
    assert analyst.get(page("effect_fix", row.pk)).status_code == 200
    for step, given in STEPS.items():
        assert analyst.get(page("effect_step", row.pk, step)).status_code == 200
        assert analyst.post(page("effect_step", row.pk, step), given).status_code == 302
    wrong = {**STEPS["periods"], "before_last": "2024"}
    assert analyst.post(page("effect_step", row.pk, "periods"), wrong).status_code == 422
    name_actor(cast.analyst)
    row.refresh_from_db()
    fix = {"seen": digest_of(content_of(row)), "looked": "no"}
    assert analyst.post(page("effect_fix", row.pk), fix).status_code == 422
    assert analyst.post(page("effect_fix", row.pk), {**fix, "sure": "on"}).status_code == 302
    assert analyst.get(page("effect_step", row.pk, "method")).status_code == 404
    bad = SimpleUploadedFile("bad.csv", "지역,기간,건수\n동부,2023-01,5\n".encode())
    answer = analyst.post(page("effect_answer", row.pk), {"file": bad, "source": "경찰청"})
    assert answer.status_code == 422
    answer = analyst.post(page("effect_answer", row.pk), {"file": table(), "source": "경찰청"})
    assert answer.status_code == 302
    shown = analyst.get(page("effect", row.pk))
    name_actor(cast.analyst)
    report = EffectReport.objects.get()
    assert report.verdict == "fell"
    assert shown.content.count(b"<svg") >= 4
    released = page("effect_release", row.pk, report.pk)
    assert analyst.post(released).status_code == 302
    assert analyst.get(page("effects")).status_code == 200
    _members_read_it(row, Client(), signed_in, cast)


def _members_read_it(
    row: EffectProtocol,
    client: Client,
    signed_in: Callable[[Client, Member], Client],
    cast: Cast,
) -> None:
    head = signed_in(client, cast.members["head"])
    shown = head.get(page("effect", row.pk)).content.decode()
    assert "<svg" in shown
    assert page("effect_answer", row.pk) not in shown
    assert page("effect_renew", row.pk) not in shown
    assert head.get(page("effect_new")).status_code == 404
    taking = {"form": "zip", "language": "ko", "reason": "meeting"}
    assert head.post(page("effect", row.pk), {**taking, "reason": ""}).status_code == 422
    content = head.post(page("effect", row.pk), taking).content
    assert checked(unpacked(content)).is_same
    stranger = signed_in(Client(), cast.members["stranger"])
    assert stranger.get(page("effect", row.pk)).status_code == 404
