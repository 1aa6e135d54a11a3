"""Effect reports: the answer to a protocol that was fixed, kept, released and taken out.

A report keeps all figures it was worked out from, small ones too, for analysts.  What is released
or leaves holds no number of 1 to 4 (effects/leaving.py).
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.bodies.evidence import download_reason
from jikimi.insights.effect_papers import PAPERS
from jikimi.insights.effects.answer import answer_of, code_version
from jikimi.insights.effects.figures import Figures, Persons, figures_of_json
from jikimi.insights.effects.keeping import Check, Kept, checked, packed
from jikimi.insights.effects.leaving import Leaving, leaving_of
from jikimi.insights.effects.plan import Plan, digest_of
from jikimi.insights.models import EffectProtocol, EffectReport
from jikimi.insights.protocols import came_after_looking, is_as_fixed, plan_of_protocol

FORMS = (*PAPERS, "zip")
LANGUAGES = ("ko", "en")


def answer_protocol(
    *, actor: Actor, protocol: EffectProtocol, figures: Figures, on: date, source: str
) -> EffectReport:
    """Work out the result of a fixed protocol and keep it. on: the day of the figures.

    source: where they come from, in words.  The same figures give the report there is already.
    Raises NotYet while the protocol is a draft, NotValid where figures are missing or nothing can
    be estimated.  Records insights.effects.answer with the digest of the figures.
    """
    with acting(actor, "insights.effects.answer", protocol) as doing:
        if not is_as_fixed(protocol):
            raise NotAllowed
        plan = plan_of_protocol(protocol)
        _need_figures(plan, figures)
        try:
            found = answer_of(plan, figures, on=on)
        except ValueError as error:
            says = _("These figures are too few, or too uneven, to work anything out.")
            raise NotValid("insights.effects.figures", {"file": says}) from error
        data = {**found.figures.as_json(), "source": source[:200]}
        digest = digest_of(found.figures.as_json())
        doing.details["figures"] = digest
        before = _first_of(protocol, digest)
        if before is not None:
            return before
        return EffectReport.objects.create(
            protocol=protocol,
            result=found.result,
            sensitivity=found.sensitivity,
            limits=found.limits,
            verdict=found.result["verdict"]["code"],
            data=data,
            data_digest=digest,
            code_version=code_version(),
            member_id=actor.member_id,
        )


def release_report(*, actor: Actor, report: EffectReport) -> EffectReport:
    """Let every member read a report: a copy from which small numbers are hidden is kept and shown.

    The report itself stays with analysts.  Released twice it stays one.
    Records insights.effects.release.
    """
    with acting(actor, "insights.effects.release", report) as doing:
        there = _released(report.protocol).filter(data_digest=report.data_digest).first()
        if there is not None:
            return there
        plan = plan_of_protocol(report.protocol)
        told = leaving_of(plan, figures_in(report), answer_in(report))
        copy = EffectReport.objects.create(
            protocol=report.protocol,
            **told.answer,
            verdict=report.verdict,
            data={
                **(told.figures or {}),
                "level": told.level,
                "source": report.data.get("source", ""),
            },
            data_digest=report.data_digest,
            code_version=report.code_version,
            member_id=actor.member_id,
            made_at=report.made_at,
            released_at=timezone.now(),
        )
        doing.about(copy)
    return copy


def report_of(actor: Actor, protocol: EffectProtocol) -> EffectReport | None:
    """The newest report of a protocol as the actor may know it: whole for analysts, or released."""
    rows = EffectReport.objects.filter(protocol=protocol)
    return rows.filter(released_at=None).first() or _released(protocol).first()


def reports_of(protocol: EffectProtocol) -> list[EffectReport]:
    """Every report of a protocol the reader may know, newest first, without its figures."""
    return list(EffectReport.objects.filter(protocol=protocol).defer("data"))


def report_called(actor: Actor, protocol: EffectProtocol, report_id: UUID) -> EffectReport:
    """One report of a protocol. Raises NotAllowed when there is none for the actor."""
    row = EffectReport.objects.filter(protocol=protocol, pk=report_id).first()
    if row is None:
        raise NotAllowed
    row.protocol = protocol
    return row


def released_of(report: EffectReport) -> EffectReport | None:
    """The released copy of a report, if there is one."""
    return _released(report.protocol).filter(data_digest=report.data_digest).first()


def take_out_report(
    *,
    actor: Actor,
    report: EffectReport,
    form: str,
    language: str,
    reason: str,
    why: str = "",
) -> bytes:
    """A report as a file: pdf, hwpx, or zip to work it out again. Small numbers stay behind.

    Raises NotValid without a reason from download_reasons.  Records insights.effects.take_out with
    the reason.  Source: SR-30.
    """
    if form not in FORMS or language not in LANGUAGES:
        raise NotValid("insights.effects.form", {"form": _("Choose one from the list.")})
    said = download_reason(reason, why)
    reading(
        *(actor, "insights.effects.take_out", report),
        why=said,
        details={"form": form, "language": language},
    )
    if form == "zip":
        return as_file(report)
    return PAPERS[form](report, leaving_in(report).answer, language)


def as_file(report: EffectReport) -> bytes:
    """The file by which a report is worked out again; the same report gives the same bytes."""
    protocol = report.protocol
    about = {
        "report": str(report.pk),
        "protocol": str(protocol.pk),
        "protocol_sha256": protocol.digest,
        "number": int(protocol.choices.get("number", 1)),
        "fixed_at": protocol.fixed_at.isoformat() if protocol.fixed_at else "",
        "made_at": report.made_at.isoformat(),
        "looked_before": came_after_looking(protocol),
        "why_new_version": protocol.choices.get("why", ""),
        "code_version": report.code_version,
        "source": report.data.get("source", ""),
    }
    return packed(plan_of_protocol(protocol), leaving_in(report), about)


def answer_in(report: EffectReport) -> dict[str, Any]:
    """The answer a report keeps, as it was worked out."""
    return {
        "result": report.result,
        "sensitivity": report.sensitivity,
        "limits": report.limits,
    }


def leaving_in(report: EffectReport) -> Leaving:
    """A report without small numbers: as it was released, or as it would be."""
    if report.released_at is None:
        plan = plan_of_protocol(report.protocol)
        return leaving_of(plan, figures_in(report), answer_in(report))
    kept = {k: v for k, v in report.data.items() if k not in ("level", "source")}
    return Leaving(report.data["level"], kept or None, answer_in(report), report.data_digest)


def figures_in(report: EffectReport) -> Figures:
    """The figures a report was worked out from."""
    return figures_of_json(report.data)


def check_kept(kept: Kept, *, figures: Figures | None = None) -> Check:
    """Work a file out again; where it hides figures, from the report in this house."""
    if figures is None and kept.about.get("level") != "full":
        rows = EffectReport.objects.filter(
            data_digest=kept.about.get("figures_sha256", ""), released_at=None
        )
        report = rows.first()
        figures = figures_in(report) if report else None
    return checked(kept, figures)


def _need_figures(plan: Plan, figures: Figures) -> None:
    """Name an area or a period that the plan asks for and the figures do not hold."""
    if isinstance(figures, Persons):
        return
    wanted = [*plan.treated, *plan.comparison]
    gone = [one for one in wanted if one not in figures.areas]
    gone += [one for one in plan.periods if one not in figures.periods]
    if gone:
        says = _("The figures lack what was fixed: %(names)s.") % {"names": ", ".join(gone[:5])}
        raise NotValid("insights.effects.figures", {"file": says})


def _first_of(protocol: EffectProtocol, digest: str) -> EffectReport | None:
    rows = EffectReport.objects.filter(protocol=protocol, released_at=None, data_digest=digest)
    return rows.filter(code_version=code_version()).first()


def _released(protocol: EffectProtocol) -> QuerySet[EffectReport]:
    return EffectReport.objects.filter(protocol=protocol, released_at__isnull=False)
