"""An effect report as a file that anybody can work out again: ZIP of JSON, with digests. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from jikimi.insights.effects.answer import answer_of, are_same, code_version
from jikimi.insights.effects.figures import Figures, figures_of_json, used_by
from jikimi.insights.effects.leaving import (
    Leaving,
    Level,
    answer_leaving,
    of_groups,
)
from jikimi.insights.effects.plan import Plan, digest_of, plan_of

FORMAT = "jikimi-effect-report/1"
PARTS = ("plan.json", "figures.json", "answer.json", "about.json")
_LONGEST = 20_000_000
_THEN = (2000, 1, 1, 0, 0, 0)
_README = """\
사업 효과 보고서 재현 파일 / An effect report that can be worked out again

plan.json     미리 정한 계획 / what was fixed before anybody looked
figures.json  계산에 쓴 집계 / the counts it was worked out from
answer.json   결과 / the answer
about.json    SHA-256, 코드 버전, 정한 때 / SHA-256, code version, when it was fixed

다시 계산하기 / work it out again:  jikimi effects check FILE
"""


class NoReport(ValueError):
    """The file is no effect report, or is broken: what is wrong."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it was read from a file. figures: as finely as they left, None if not at all."""

    plan: Plan
    figures: Figures | None
    answer: dict[str, Any]
    about: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """What working a report out again shows.

    plan_same, figures_same: what the digests say; figures_same None where the file holds only part
    of the figures or none.  answer_same: None where it could not be worked out.  level: from what
    it was worked out: full, groups (the main result alone), none.  differs: which parts differ.
    """

    plan_same: bool
    figures_same: bool | None
    answer_same: bool | None
    code_same: bool
    level: Level
    differs: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether everything that could be checked agrees, and the answer could be."""
        return self.plan_same and self.figures_same is not False and self.answer_same is True


def packed(plan: Plan, leaving: Leaving, about: Mapping[str, Any]) -> bytes:
    """A report as a ZIP; the same report gives the same bytes. Small numbers stay behind.

    about: when it was fixed, by which code it was worked out, what came before.
    """
    parts = {
        "plan.json": plan.as_json(),
        "figures.json": leaving.figures,
        "answer.json": leaving.answer,
    }
    facts = {
        **about,
        "format": FORMAT,
        "level": leaving.level,
        "plan_sha256": digest_of(plan.as_json()),
        "figures_sha256": leaving.digest,
        "answer_sha256": digest_of(leaving.answer),
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("README.txt", _THEN), _README)
        for name, value in {**parts, "about.json": facts}.items():
            text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
            archive.writestr(ZipInfo(name, _THEN), text.encode())
    return out.getvalue()


def unpacked(content: bytes) -> Kept:
    """Read a report from its file. Raises NoReport naming what is wrong."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = [_part(archive, name) for name in PARTS]
    except (BadZipFile, KeyError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise NoReport("this is no effect report, or it is broken") from error
    told, figures, answer, about = parts
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise NoReport("this is no effect report of a kind known here")
    try:
        return Kept(plan_of(told), figures_of_json(figures) if figures else None, answer, about)
    except (ValueError, TypeError, AttributeError) as error:
        raise NoReport("its plan or figures cannot be read") from error


def checked(kept: Kept, figures: Figures | None = None) -> Check:
    """Work a report out again and compare. figures: all of them, where the file hides some."""
    level: Level = "full" if figures is not None else kept.about.get("level", "none")
    used = kept.figures if figures is None else used_by(kept.plan, figures)
    plan_same = digest_of(kept.plan.as_json()) == kept.about.get("plan_sha256")
    code_same = code_version() == kept.about.get("code_version")
    if used is None:
        return Check(plan_same, None, None, code_same, "none")
    digest = digest_of(used.as_json())
    figures_same = digest == kept.about.get("figures_sha256") if level == "full" else None
    differs = _differences(kept, used, level)
    return Check(plan_same, figures_same, not differs, code_same, level, differs)


def _differences(kept: Kept, used: Figures, level: Level) -> tuple[str, ...]:
    plan = kept.plan if level == "full" else of_groups(kept.plan)
    on = date.fromisoformat(kept.answer["result"]["on"])
    try:
        again = answer_of(plan, used, on=on)
    except ValueError:
        return ("result",)
    if level == "full":
        now = answer_leaving(plan, again.figures, again.as_json())
        return tuple(name for name in now if not are_same(now[name], kept.answer.get(name)))
    names = ("ratio", "counted", "dispersion", "curve")
    was = kept.answer["result"]
    return tuple(name for name in names if not are_same(again.result[name], was.get(name)))


def _part(archive: ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > _LONGEST:
        raise KeyError(name)
    return json.loads(archive.read(name).decode())
