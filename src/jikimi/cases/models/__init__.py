"""The tables of this room. Nobody outside the room opens them."""

from jikimi.cases.models.actions import Action, MonitoringContact
from jikimi.cases.models.case import Case
from jikimi.cases.models.hearing import Hearing
from jikimi.cases.models.imports import ColumnMapping, ImportBatch
from jikimi.cases.models.matches import DismissedMatch
from jikimi.cases.models.measures import Measure
from jikimi.cases.models.nomination import Nomination, Risk
from jikimi.cases.models.party import Party, SafeContact, SealedField
from jikimi.cases.models.person import Person
from jikimi.cases.models.plan import Cause, Plan
from jikimi.cases.models.report import CaseReport, Report, Reporter, ReportParty
from jikimi.cases.models.research import ActionEvidence, Research, ReviewedCase
from jikimi.cases.models.review import Closure, Review
from jikimi.cases.models.sharing import Bar, BrokenGlass, Disclosure, Participation
from jikimi.cases.models.unmet import UnmetNeed

__all__ = [
    "Action",
    "ActionEvidence",
    "Bar",
    "BrokenGlass",
    "Case",
    "CaseReport",
    "Cause",
    "Closure",
    "ColumnMapping",
    "Disclosure",
    "DismissedMatch",
    "Hearing",
    "ImportBatch",
    "Measure",
    "MonitoringContact",
    "Nomination",
    "Participation",
    "Party",
    "Person",
    "Plan",
    "Report",
    "ReportParty",
    "Reporter",
    "Research",
    "Review",
    "ReviewedCase",
    "Risk",
    "SafeContact",
    "SealedField",
    "UnmetNeed",
]
