"""Effect reports: fixed before anybody looks, worked out, released without small numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from click.testing import CliRunner
from django.db import Error, transaction
from django.utils.translation import override

from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.models import Record
from jikimi.doors.cli.effects import command as effects
from jikimi.insights import effect_reports, protocols
from jikimi.insights.effect_sources import figures_of_rooms
from jikimi.insights.effects.answer import answer_of, code_version
from jikimi.insights.effects.figures import Counts
from jikimi.insights.effects.keeping import checked, packed, unpacked
from jikimi.insights.effects.leaving import leaving_of
from jikimi.insights.effects.periods import periods_between
from jikimi.insights.effects.plan import Plan, digest_of
from jikimi.insights.figures_asked import places
from jikimi.insights.models import EffectProtocol, EffectReport
from tests.cast import Cast
from tests.rules.test_figures import town

__all__ = ["town"]

AREAS = ("동부", "서부", "남부", "북부")
PERIODS = tuple(periods_between("2023-01", "2026-06"))
ON = date(2026, 11, 22)
QUESTION = protocols.Question("보안등 사업", "신고가 줄었는가", outcome_words="가정폭력 신고")


def figures(*, effect: float = 0.7, level: float = 60, seed: int = 4) -> Counts:
    random = np.random.default_rng(seed)
    season = np.exp(0.15 * np.sin(np.arange(len(PERIODS)) * 2 * np.pi / 12))
    means = np.outer([1.0, 0.9, 1.1, 1.0], season) * level
    means[:2, 24:] *= effect
    return Counts(AREAS, PERIODS, random.poisson(means).astype(float), np.full(means.shape, 5e4))


def drafted(cast: Cast, *, method: str = "compared_series") -> EffectProtocol:
    row = protocols.draft_protocol(actor=cast.analyst, question=QUESTION)
    protocols.choose_method(actor=cast.analyst, protocol=row, method=method, chosen="otherwise")
    protocols.choose_places(
        *(), actor=cast.analyst, protocol=row,
        treated=["동부", "서부"], comparison=["남부", "북부"], begun={},
    )  # fmt: skip
    return protocols.choose_periods(
        actor=cast.analyst, protocol=row, unit="month", before=("2023-01", "2024-12"),
        after=("2025-01", "2026-06"), breaks=["2025-09"], has_season=True,
    )  # fmt: skip


def fixed(cast: Cast, **given: str) -> EffectProtocol:
    row = drafted(cast, **given)
    seen = digest_of(protocols.content_of(row))
    return protocols.fix_protocol(actor=cast.analyst, protocol=row, looked="no", seen=seen)


def answered(cast: Cast, protocol: EffectProtocol, **given: float) -> EffectReport:
    return effect_reports.answer_protocol(
        actor=cast.analyst, protocol=protocol, figures=figures(**given), on=ON, source="시험"
    )


def test_nothing_is_worked_out_before_it_is_fixed_and_nothing_changed_after(
    cast: Cast, enter: object
) -> None:
    row = drafted(cast)
    with pytest.raises(NotYet):
        answered(cast, row)
    assert not EffectReport.objects.exists()
    with pytest.raises(NotYet):
        protocols.fix_protocol(actor=cast.analyst, protocol=row, looked="no", seen="another")
    seen = digest_of(protocols.content_of(row))
    protocols.fix_protocol(actor=cast.analyst, protocol=row, looked="no", seen=seen)
    assert protocols.is_as_fixed(EffectProtocol.objects.get(pk=row.pk))
    enter(cast.auditor)  # type: ignore[operator]
    noted = Record.objects.filter(act="insights.effects.fix", outcome="done").get()
    assert noted.details["digest"] == row.digest
    enter(cast.analyst)  # type: ignore[operator]
    with pytest.raises(NotYet):
        protocols.choose_method(actor=cast.analyst, protocol=row, method="series", chosen="unknown")
    with pytest.raises(Error), transaction.atomic():
        EffectProtocol.objects.filter(pk=row.pk).update(method="series")
    report = answered(cast, row)
    assert (report.verdict, report.protocol_id) == ("fell", row.pk)
    assert 0.6 < report.result["ratio"]["value"] < 0.85
    assert answered(cast, row).pk == report.pk
    with pytest.raises(Error), transaction.atomic():
        EffectReport.objects.filter(pk=report.pk).update(verdict="rose")


def test_a_new_version_says_that_somebody_had_looked(cast: Cast) -> None:
    first = fixed(cast)
    assert not protocols.came_after_looking(first)
    early = protocols.renew_protocol(actor=cast.analyst, protocol=first, why="기간 잘못")
    assert not protocols.came_after_looking(early)
    answered(cast, first)
    late = protocols.renew_protocol(actor=cast.analyst, protocol=first, why="다른 비교 지역")
    assert protocols.came_after_looking(late)
    assert (late.choices["number"], protocols.versions_of(late)[0].pk) == (2, first.pk)
    with pytest.raises(NotValid):
        protocols.renew_protocol(actor=cast.analyst, protocol=first, why=" ")


def test_a_protocol_with_gaps_is_not_fixed(cast: Cast) -> None:
    row = protocols.draft_protocol(actor=cast.analyst, question=QUESTION)
    seen = digest_of(protocols.content_of(row))
    with pytest.raises(NotYet) as refused:
        protocols.fix_protocol(actor=cast.analyst, protocol=row, looked="no", seen=seen)
    assert refused.value.code == "insights.not_yet.protocol_gaps"
    with pytest.raises(NotValid) as missing:
        answered(cast, fixed(cast, method="series"), level=0.0)
    assert "file" in missing.value.fields


def test_only_analysts_write_and_members_read_what_was_released(cast: Cast, enter: object) -> None:
    row = fixed(cast)
    report = answered(cast, row, level=1.2)
    assert min(n for line in report.data["counts"] for n in line) < 5
    for actor in (cast.coordinator, cast.head):
        enter(actor)  # type: ignore[operator]
        assert protocols.protocol_called(actor, row.pk).pk == row.pk
        assert effect_reports.report_of(actor, row) is None
        with pytest.raises(NotAllowed):
            protocols.draft_protocol(actor=actor, question=QUESTION)
        with pytest.raises(NotAllowed):
            effect_reports.release_report(actor=actor, report=report)
    enter(cast.analyst)  # type: ignore[operator]
    copy = effect_reports.release_report(actor=cast.analyst, report=report)
    assert effect_reports.release_report(actor=cast.analyst, report=report).pk == copy.pk
    enter(cast.coordinator)  # type: ignore[operator]
    seen = effect_reports.report_of(cast.coordinator, row)
    assert seen is not None
    assert seen.pk == copy.pk
    shown = [n for line in seen.data.get("counts", []) for n in line]
    shown += [n for area in seen.result["areas"] for n in (area["before"], area["after"])]
    assert not [n for n in shown if n is not None and 0 < n < 5]
    with pytest.raises(NotAllowed):
        protocols.protocols_found(cast.stranger)


def test_a_report_is_worked_out_again_from_its_file(cast: Cast) -> None:
    report = answered(cast, fixed(cast))
    content = {
        form: effect_reports.take_out_report(
            actor=cast.analyst, report=report, form=form, language="ko", reason="meeting"
        )
        for form in effect_reports.FORMS
    }
    kept = unpacked(content["zip"])
    found = checked(kept)
    assert (found.is_same, found.level, found.code_same) == (True, "full", True)
    assert kept.about["protocol_sha256"] == report.protocol.digest
    assert content["pdf"].startswith(b"%PDF")
    with ZipFile(BytesIO(content["hwpx"])) as paper, override("ko"):
        assert b"0.95" not in paper.read("mimetype")
    other = unpacked(content["zip"])
    other.answer["result"]["ratio"]["value"] *= 1.01
    assert checked(other).differs == ("result",)
    small = answered(cast, report.protocol, level=1.2)
    hidden = unpacked(effect_reports.as_file(small))
    assert hidden.about["level"] != "full"
    assert checked(hidden).figures_same is None
    whole = effect_reports.check_kept(hidden)
    assert (whole.is_same, whole.figures_same) == (True, True)
    with pytest.raises(NotValid):
        effect_reports.take_out_report(
            actor=cast.analyst, report=report, form="pdf", language="ko", reason=""
        )


def test_the_command_says_whether_it_comes_out_the_same(tmp_path: Path) -> None:
    plan = Plan(
        *("areas", "신고", ("2023-01", "2024-12"), ("2025-01", "2026-06"), AREAS[:2], AREAS[2:]),
        sensitivity=("without_area",),
    )
    found = answer_of(plan, figures(), on=ON)
    whole = leaving_of(plan, found.figures, found.as_json())
    about = {"code_version": code_version(), "fixed_at": "2026-11-22"}
    path = tmp_path / "report.zip"
    path.write_bytes(packed(plan, whole, about))
    answer = CliRunner().invoke(effects, ["check", str(path), "--json"])
    told = json.loads(answer.stdout)
    assert (answer.exit_code, told["same"], told["level"]) == (0, True, "full")
    whole.answer["result"]["ratio"]["low"] = 0.5
    path.write_bytes(packed(plan, whole, about))
    answer = CliRunner().invoke(effects, ["check", str(path)])
    assert (answer.exit_code, "result" in answer.stdout) == (1, True)
    path.write_bytes(b"no zip")
    assert CliRunner().invoke(effects, ["check", str(path)]).exit_code == 1


def test_figures_that_are_counted_here_answer_a_protocol(town: Cast) -> None:
    question = replace(QUESTION, outcome="report_rate")
    row = protocols.draft_protocol(actor=town.analyst, question=question)
    protocols.choose_method(actor=town.analyst, protocol=row, method="areas", chosen="otherwise")
    names = {one.code: one.name for one in places(town.analyst)}
    protocols.choose_places(
        *(), actor=town.analyst, protocol=row, treated=["50130"], comparison=["50110"],
        begun={}, names={"50130": names["50130"]},
    )  # fmt: skip
    protocols.choose_periods(
        actor=town.analyst, protocol=row, unit="quarter", before=("2025-Q1", "2025-Q2"),
        after=("2025-Q3", "2025-Q4"), breaks=[], has_season=False,
    )  # fmt: skip
    seen = digest_of(protocols.content_of(row))
    protocols.fix_protocol(actor=town.analyst, protocol=row, looked="yes", seen=seen)
    assert protocols.source_of(row) == protocols.ROOMS
    counted = figures_of_rooms(town.analyst, row)
    assert counted.counts.sum(axis=1).tolist() == [24, 60]
    assert counted.people is not None
    report = effect_reports.answer_protocol(
        actor=town.analyst, protocol=row, figures=counted, on=ON, source="시험"
    )
    assert report.verdict == "cannot_tell"
    assert report.result["verdict"]["numbers"]["fall"] > 20
    assert protocols.came_after_looking(row)
