"""Events on streets, counted by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from jikimi.doors.cli.hotspots import command
from jikimi.places.hotspots.segments import (
    SegmentsError,
    nearest_segments,
    per_kilometre,
    segments_of,
)


def _lines(path: Path, *lines: list[list[float]]) -> Path:
    features = [
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}}
        for line in lines
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_each_event_belongs_to_the_nearest_segment_within_reach(tmp_path: Path) -> None:
    path = _lines(tmp_path / "streets.json", [[0, 0], [300, 0]], [[0, 100], [100, 100], [100, 160]])
    found = segments_of(path, None)
    assert found.length_m.tolist() == [150, 150, 100, 60]
    assert found.street.tolist() == [0, 0, 1, 1]
    points = [(10, 5), (149, -20), (290, 0), (20, 60), (101, 140), (500, 500), (150, 3)]
    nearest, off = nearest_segments(found, points)
    assert nearest.tolist() == [0, 0, 1, 2, 3, -1, 0]
    assert off[:3].tolist() == [5, 20, 0]
    count, per_km = per_kilometre(found, nearest)
    assert count.tolist() == [3, 1, 1, 1]
    assert per_km == pytest.approx(np.array([20, 1000 / 150, 10, 1000 / 60]))


def test_the_command_lays_events_on_the_streets_of_a_file(tmp_path: Path) -> None:
    streets = _lines(tmp_path / "s.json", [[127.0, 37.5], [127.001, 37.5]])
    events = tmp_path / "e.csv"
    events.write_text("lon,lat\n127.0005,37.5001\n127.0004,37.5\n127.2,37.5\n")
    told = CliRunner().invoke(command, [str(events), "--lines", str(streets), "--json"])
    assert told.exit_code == 0, told.output
    answer = json.loads(told.output)
    assert [row["count"] for row in answer["segments"]] == [2]
    assert answer["beyond_reach"] == 1
    for text in ("{}", '{"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}'):
        streets.write_text(text)
        with pytest.raises(SegmentsError):
            segments_of(streets, None)
        assert CliRunner().invoke(command, [str(events), "--lines", str(streets)]).exit_code == 1
