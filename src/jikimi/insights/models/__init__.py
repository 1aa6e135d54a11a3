"""Tables of insights: counts out of the rooms, what was published, protocols of effect reports."""

from jikimi.insights.models.context import ContextFigure, FigureImport
from jikimi.insights.models.effect import EffectProtocol, EffectReport
from jikimi.insights.models.extract import Extract
from jikimi.insights.models.publication import Publication
from jikimi.insights.models.tally import Counting, Tally, Told
from jikimi.insights.models.withheld import Withheld

__all__ = [
    "ContextFigure",
    "Counting",
    "EffectProtocol",
    "EffectReport",
    "Extract",
    "FigureImport",
    "Publication",
    "Tally",
    "Told",
    "Withheld",
]
