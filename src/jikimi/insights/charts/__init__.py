"""Charts as SVG made on the server: numbers and words in, a picture out. Pure.

Each picture says its finding to whoever cannot see it, tells things apart by shape, dash and
hatching and not by colour alone, and is drawn twice: for wide screens and paper, and for a phone.
Method: docs/methods/charts.md.  Checked: tests/numbers/test_charts.py
"""

from jikimi.insights.charts.curves import Curve, curve_chart
from jikimi.insights.charts.drawing import Words, chart_of_both_sizes
from jikimi.insights.charts.flow import FlowStep, flow_chart
from jikimi.insights.charts.funnel import FunnelPoint, funnel_chart
from jikimi.insights.charts.intervals import Row, interval_chart, rank_chart
from jikimi.insights.charts.look import NARROW, WIDE, Size
from jikimi.insights.charts.trend import Mark, Series, SeriesWords, trend_chart

__all__ = [
    "NARROW",
    "WIDE",
    "Curve",
    "FlowStep",
    "FunnelPoint",
    "Mark",
    "Row",
    "Series",
    "SeriesWords",
    "Size",
    "Words",
    "chart_of_both_sizes",
    "curve_chart",
    "flow_chart",
    "funnel_chart",
    "interval_chart",
    "rank_chart",
    "trend_chart",
]
