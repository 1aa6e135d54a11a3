"""The tables of this room. Nobody outside the room opens them."""

from jikimi.cases.models.actions import Action, ContactAttempt, MonitoringContact
from jikimi.cases.models.assessment import Assessment
from jikimi.cases.models.case import Case
from jikimi.cases.models.checks import CheckAction, CheckPhoto, CheckSheet, JointCheck
from jikimi.cases.models.clocks import Alert, RunningClock, Task
from jikimi.cases.models.hearing import Hearing
from jikimi.cases.models.imports import ColumnMapping, ImportBatch
from jikimi.cases.models.matches import DismissedMatch
from jikimi.cases.models.measures import Measure, MeasureEvent
from jikimi.cases.models.nomination import Nomination, Risk
from jikimi.cases.models.party import Party, SafeContact, SealedField
from jikimi.cases.models.pathway import Milestone, Signal
from jikimi.cases.models.person import Person
from jikimi.cases.models.plan import Cause, Plan
from jikimi.cases.models.registration import Proposal, Registration
from jikimi.cases.models.report import CaseReport, Report, Reporter, ReportParty
from jikimi.cases.models.research import ActionEvidence, Research, ReviewedCase
from jikimi.cases.models.review import Closure, Review
from jikimi.cases.models.sharing import Bar, BrokenGlass, Disclosure, Participation
from jikimi.cases.models.unmet import UnmetNeed

__all__ = [
    "Action",
    "ActionEvidence",
    "Alert",
    "Assessment",
    "Bar",
    "BrokenGlass",
    "Case",
    "CaseReport",
    "Cause",
    "CheckAction",
    "CheckPhoto",
    "CheckSheet",
    "Closure",
    "ColumnMapping",
    "ContactAttempt",
    "Disclosure",
    "DismissedMatch",
    "Hearing",
    "ImportBatch",
    "JointCheck",
    "Measure",
    "MeasureEvent",
    "Milestone",
    "MonitoringContact",
    "Nomination",
    "Participation",
    "Party",
    "Person",
    "Plan",
    "Proposal",
    "Registration",
    "Report",
    "ReportParty",
    "Reporter",
    "Research",
    "Review",
    "ReviewedCase",
    "Risk",
    "RunningClock",
    "SafeContact",
    "SealedField",
    "Signal",
    "Task",
    "UnmetNeed",
]
