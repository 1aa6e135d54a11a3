"""Pathways as tables: team, steps, clocks and consent rule of each way of protection.

The rows are cases/data/pathways.csv, pathway_steps.csv, pathway_outcomes.csv and
pathway_clocks.csv; a lawyer reads and signs them.  A case keeps the rules of the day it was opened.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from jikimi.access.codes import Code
from jikimi.access.working_days import is_public_holiday
from jikimi.cases.clocks.periods import Period, Span, ends_of
from jikimi.cases.words import known, words

JSS = "jss"
_BY = "consent"  # the family of legal bases that rest on it
Outcomes = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pathway. step: the code that its milestones bear.

    is_stage: taken when the case reaches the stage of that name, else when a person records it.
    is_start: the clocks of the pathway begin with it.  outcomes: how it may end; after: steps that
    come first.  applies_when: step and outcomes without which it is not needed.  is_mandatory: no
    case closes without it.  repeats: it is taken again and again.
    """

    step: str
    row: Code
    is_stage: bool
    is_start: bool
    is_mandatory: bool
    repeats: bool
    outcomes: tuple[str, ...]
    after: tuple[str, ...]
    applies_when: tuple[str, frozenset[str]] | None

    @property
    def label(self) -> str:
        """What the step is called in the reader's language."""
        return self.row.label

    def applies(self, ended: Outcomes) -> bool:
        """Whether the step is needed, as steps ended so far; True while that is open."""
        if self.applies_when is None or self.applies_when[0] not in ended:
            return True
        step, wanted = self.applies_when
        return bool(wanted & set(ended[step]))


@dataclass(frozen=True, slots=True)
class PathwayClock:
    """What must happen within which time of a step. event, met_by: steps; who: lead or a kind.

    outcomes: how the event must have ended for the clock to run; empty for however it ended.
    """

    code: str
    rule: str
    article: str
    event: str
    outcomes: tuple[str, ...]
    met_by: str
    within: Period
    start_rule: str
    moves: bool
    who: str
    forces: str

    def runs_after(self, outcome: str) -> bool:
        """Whether it runs when its step ended so."""
        return not self.outcomes or outcome in self.outcomes

    def span(self, start: datetime) -> Span:
        """When the time is over; a day off moves the end where the row says so (Civil Act 161)."""
        return ends_of(
            start,
            self.within,
            start_rule=self.start_rule,
            is_holiday=is_public_holiday,
            moves=self.moves,
        )


@dataclass(frozen=True, slots=True)
class Pathway:
    """One way of protection. body_kinds: its team; from_kinds: who may nominate on it.

    kinds: of cases; fields: field groups that may be handed over; bases: legal bases; forms: risk
    forms; stages: of the case that it uses.  needs_consent: nothing is handed over without it.
    """

    code: str
    row: Code
    body_kinds: tuple[str, ...]
    kinds: tuple[str, ...]
    from_kinds: tuple[str, ...]
    needs_consent: bool
    fields: tuple[str, ...]
    bases: tuple[str, ...]
    forms: tuple[str, ...]
    stages: tuple[str, ...]
    steps: tuple[Step, ...]
    clocks: tuple[PathwayClock, ...]

    @property
    def label(self) -> str:
        """What the pathway is called in the reader's language."""
        return self.row.label

    @property
    def start(self) -> Step | None:
        """The step its clocks begin with; None where the stages alone are the way."""
        return next((step for step in self.steps if step.is_start), None)

    def step(self, code: str) -> Step | None:
        """The step of this code that a person records; None when the pathway has none."""
        return next((s for s in self.steps if s.step == code and not s.is_stage), None)

    def takes(self, agency_kind: str) -> bool:
        """Whether an agency of this kind may nominate on it."""
        return bool({"*", agency_kind} & set(self.from_kinds))


def pathways(*, on: date | None = None) -> dict[str, Pathway]:
    """Every pathway as of a day, today when none is given."""
    steps, clocks = words("pathway_steps", on=on), words("pathway_clocks", on=on)
    return {
        code: _pathway(row, list(steps.values()), list(clocks.values()))
        for code, row in words("pathways", on=on).items()
    }


def pathway_called(code: str, *, on: date | None = None) -> Pathway:
    """The pathway of this code as of a day; KeyError when there was none."""
    return pathways(on=on)[code]


def pathway_gaps(
    pathway: Pathway, *, agency_kind: str, is_team: bool, kind: str, basis: str, has_reports: bool
) -> dict[str, str]:
    """Why a nomination does not fit a pathway: field → what to do; empty when it does.

    is_team: the nominator coordinates the team, which may take up whatever it is told.
    """
    gaps: dict[str, str] = {}
    if not (is_team or pathway.takes(agency_kind)):
        gaps["pathway"] = _("Your kind of agency does not nominate on this pathway.")
    if not {"*", kind} & set(pathway.kinds):
        gaps["kind"] = _("This pathway is not for cases of this kind.")
    if pathway.needs_consent and known("legal_bases", basis, field="basis").more["family"] != _BY:
        gaps["basis"] = needs_consent_words()
    elif not {"*", basis} & set(pathway.bases):
        gaps["basis"] = _("This legal basis does not hold on this pathway.")
    if has_reports and "reports" not in pathway.fields:
        gaps["pathway"] = no_reports_words()
    return gaps


def lacks_consent(pathway: str, basis: Code, consented_on: date | None) -> bool:
    """Whether a share on this basis needs consent that is not there; danger to life never does."""
    if not pathway_called(pathway).needs_consent or basis.more["family"] == "urgent":
        return False
    return basis.more["family"] != _BY or consented_on is None


def needs_consent_words() -> str:
    """Why nothing is handed over without consent, and what can be done instead."""
    return _(
        "On this pathway nothing is handed over without consent. Ask the household again, or"
        " nominate to the working council where somebody is in danger."
    )


def no_reports_words() -> str:
    """Why a report is not linked on a pathway without investigation data."""
    return _("On this pathway no reports and no investigation data are handed over.")


def groups_on_pathway(code: str) -> frozenset[str]:
    """The field groups that may be handed over on a pathway, as of today."""
    return frozenset(pathway_called(code).fields)


def uncounted_outcomes() -> list[str]:
    """Outcomes with which a step was tried but not taken: nobody was met, nobody answered."""
    return [row.code for row in words("pathway_outcomes").values() if row.more["counts"] == "no"]


def _pathway(row: Code, steps: list[Code], clocks: list[Code]) -> Pathway:
    more = row.more
    return Pathway(
        code=row.code,
        row=row,
        body_kinds=tuple(more["body_kinds"].split()),
        kinds=tuple(more["kinds"].split()),
        from_kinds=tuple(more["from_kinds"].split()),
        needs_consent=more["consent"] == "required",
        fields=tuple(more["fields"].split()),
        bases=tuple(more["bases"].split()),
        forms=tuple(more["forms"].split()),
        stages=tuple(more["stages"].split()),
        steps=tuple(_step(step) for step in steps if step.more["pathway"] == row.code),
        clocks=tuple(_clock(clock) for clock in clocks if clock.more["pathway"] == row.code),
    )


def _step(row: Code) -> Step:
    more = row.more
    return Step(
        step=more["step"],
        row=row,
        is_stage=more["taken_by"] == "stage",
        is_start=more["starts"] == "yes",
        is_mandatory=more["mandatory"] == "yes",
        repeats=more["repeats"] == "yes",
        outcomes=tuple(more["outcomes"].split()),
        after=tuple(more["after"].split()),
        applies_when=_condition(more["applies_when"]),
    )


def _condition(text: str) -> tuple[str, frozenset[str]] | None:
    """`joint_check=suspected|suspected_at_risk` as step and outcomes."""
    step, _equals, outcomes = text.partition("=")
    return (step, frozenset(outcomes.split("|"))) if step else None


def _clock(row: Code) -> PathwayClock:
    more = row.more
    return PathwayClock(
        code=row.code,
        rule=f"{row.code}@{row.valid_from:%Y-%m-%d}",
        article=more["article"],
        event=more["event"],
        outcomes=tuple(more["event_outcomes"].split()),
        met_by=more["met_by"],
        within=Period.of(more["within"]),
        start_rule=more["start_rule"],
        moves=more["moves"] == "yes",
        who=more["who"],
        forces=more["forces"],
    )
