"""One table at the end: what was measured, at both sizes, beside the bare query, and the aim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bench import place

WALL, PROCESSOR, GROWTH, SEARCH_MS, ROWS_PER_S = 1.1, 2.0, 1.5, 15.0, 30_000
# 30,000 rows/s of the 76,000 that COPY alone made where the aim was set
SHARE_OF_COPY = 0.39
DIRECTORY_MS = 50.0
PRINT_S, PRINT_PAGES = 1.5, 60
ROTA_S = 2.0
OVERVIEW_MS, COUNTING_S = 300.0, 5.0
CHICAGO_S, CHICAGO_MB, GAP_PERCENT, SEOUL_S = 6.0, 400, 1.5, 10.0
EXACT_P_S, CELLS_MB, SURFACE_S, REPEATS_S = 0.3, 300, 0.5, 1.0
MAP_KB = 50
COVERS, FALSE, FOUND = (0.94, 0.965), (0.03, 0.065), (0.74, 0.87)
_HEAD = ("figure", "small", "large", "growth", "bare", "ratio", "aim", "reached")


@dataclass
class Line:
    """One figure. bare: without wall or application; reached: None where there is no aim."""

    figure: str
    small: float | None
    large: float | None
    growth: float | None = None
    bare: float | None = None
    ratio: float | None = None
    aim: str = ""
    reached: bool | None = None


def lines() -> list[Line]:
    """Every figure that was written down."""
    return [
        *_pages(),
        *_processor(),
        *_search(),
        *_import(),
        *_printing(),
        *_duty(),
        *_hotspots(),
        *_siting(),
        *_alerts(),
        *_effects(),
        *_figures(),
        *_maps(),
        *_escorts(),
        *_board(),
        *_ways(),
        *_directory(),
        *_interface(),
    ]


def shown(found: list[Line]) -> str:
    """The table as Markdown."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *map(_cells, found)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _pages() -> Iterator[Line]:
    small, large = place.kept("pages-small") or {}, place.kept("pages-large") or {}
    for word, f in large.items():
        before = small.get(word, {})
        if not (f.get("is_whole") and before.get("is_whole")):
            yield Line(f"{word}: database ms", None, None, aim="not built yet")
            continue
        growth = f["walled_ms"] / before["walled_ms"]
        yield Line(
            f"{word}: database ms", before["walled_ms"], f["walled_ms"], growth, f["bare_ms"],
            f["ratio"], f"≤ {WALL} × bare", f["ratio"] <= WALL,
        )  # fmt: skip
        yield Line(f"{word}: growth", None, None, growth, aim=f"≤ {GROWTH} ×",
                   reached=growth <= GROWTH)  # fmt: skip
        yield Line(f"{word}: statements", before["queries"], f["queries"], aim="the same number",
                   reached=before["queries"] == f["queries"])  # fmt: skip
        yield Line(f"{word}: wall ms", before["wall_ms"], f["wall_ms"],
                   f["wall_ms"] / before["wall_ms"])  # fmt: skip


def _processor() -> Iterator[Line]:
    small, large = place.kept("processor-small") or {}, place.kept("processor-large") or {}
    for word, f in large.items():
        before = small.get(word, {}).get("cpu_ms")
        growth = f["cpu_ms"] / before if before else None
        yield Line(
            f"list of 50, {word}: processor ms", before, f["cpu_ms"], growth, f["bare_cpu_ms"],
            f["ratio"], f"≤ {PROCESSOR:g} × bare", f["ratio"] <= PROCESSOR,
        )  # fmt: skip
        yield Line(
            f"list of 50, {word}: beside the least template", None, f["cpu_ms"], None,
            f["least_cpu_ms"], f["least_ratio"],
        )  # fmt: skip


def _search() -> Iterator[Line]:
    small, large = place.kept("search-small") or {}, place.kept("search-large") or {}
    if not (small and large):
        return
    for cut in ("p50_ms", "p95_ms", "p99_ms"):
        one, other = small[cut], large[cut]
        aim = f"≤ {SEARCH_MS:g} ms" if cut == "p95_ms" else ""
        yield Line(f"person search: database {cut.replace('_', ' ')}", one, other, other / one,
                   aim=aim, reached=other <= SEARCH_MS if aim else None)  # fmt: skip
    growth = large["p95_ms"] / small["p95_ms"]
    yield Line("person search: growth", None, None, growth, aim=f"≤ {GROWTH} ×",
               reached=growth <= GROWTH)  # fmt: skip
    yield _first("person search", small, large)
    scans = small["sequential_scans"], large["sequential_scans"]
    yield Line("person search: sequential scans", *scans, aim="none", reached=not any(scans))


def _import() -> Iterator[Line]:
    for word, f in (place.kept("import") or {}).items():
        if "rows_per_s" not in f:
            yield Line(f"import {word}: rows/s", None, None, aim="not built yet")
            continue
        rows, bare = f["rows_per_s"], f["bare_rows_per_s"]
        yield Line(f"import {word}: rows/s", None, rows, aim=f"≥ {ROWS_PER_S:,}",
                   reached=f["is_whole"] and rows >= ROWS_PER_S)  # fmt: skip
        yield Line(f"import {word}: beside COPY alone", None, rows, None, bare, rows / bare,
                   aim=f"≥ {SHARE_OF_COPY} × bare",
                   reached=rows / bare >= SHARE_OF_COPY)  # fmt: skip
        yield Line(f"import {word}: memory MB", None, f["memory_mb"])


def _printing() -> Iterator[Line]:
    f = place.kept("printing")
    if not f:
        return
    aim, reached = f"≤ {PRINT_S:g} s for {PRINT_PAGES}", f["seconds"] <= PRINT_S
    figure = f"booklet of {f['pages']} pages: seconds"
    yield Line(figure, None, f["seconds"], aim=aim, reached=reached)
    yield Line("booklet: processor seconds", None, f["processor_s"])


def _duty() -> Iterator[Line]:
    f = place.kept("duty")
    if not f:
        return
    aim = f"≤ {ROTA_S:g} s, nothing vacant"
    reached = f["seconds"] <= ROTA_S and not f["vacancies"]
    figure = f"rota of {f['people']} people, {f['weeks']} weeks: seconds"
    yield Line(figure, None, f["seconds"], aim=aim, reached=reached)
    yield Line("rota that does not fit, and why: seconds", None, f["blocked_seconds"])


def _hotspots() -> Iterator[Line]:
    f = place.kept("hotspots")
    if not f:
        return
    for name in ("sparse", "uneven"):
        exact = f["cells"][name]["exact_p"]["processor_s"]
        yield Line(f"exact chances of 1,000,000 cells, {name}: processor seconds", None, exact,
                   aim=f"≤ {EXACT_P_S:g} s", reached=exact <= EXACT_P_S)  # fmt: skip
    memory = f["cells"]["peak_mb"]
    yield Line("hot cells: memory MB", None, memory, aim=f"≤ {CELLS_MB}",
               reached=memory <= CELLS_MB)  # fmt: skip
    surface = max(found["processor_s"] for found in f["surface"].values())
    yield Line("surface of 1,000,000 events: processor seconds", None, surface,
               aim=f"≤ {SURFACE_S:g} s", reached=surface <= SURFACE_S)  # fmt: skip
    if "near_repeats" in f:
        repeats = f["near_repeats"]["processor_s"]
        yield Line("near repeats, 999 deals: processor seconds", None, repeats,
                   aim=f"≤ {REPEATS_S:g} s", reached=repeats <= REPEATS_S)  # fmt: skip


def _siting() -> Iterator[Line]:
    f = place.kept("siting")
    if not f:
        return
    if "chicago" in f:
        found = f["chicago"]
        spent, memory = found["processor_s"], found["peak_mb"]
        in_time = found["is_proven"] and spent <= CHICAGO_S
        yield Line("50 of 5,000 sites in Chicago, proven: processor seconds", None, spent,
                   aim=f"≤ {CHICAGO_S:g} s", reached=in_time)  # fmt: skip
        yield Line("the same: memory MB", None, memory, aim=f"≤ {CHICAGO_MB}",
                   reached=memory <= CHICAGO_MB)  # fmt: skip
    for name, found in f.items():
        if name.startswith("uniform_"):
            gap = 100 * found["gap"]
            yield Line(f"50,000 × 5,000 on {found['side_km']:g} km: gap %", None, gap,
                       aim=f"≤ {GAP_PERCENT:g} % in 60 s", reached=gap <= GAP_PERCENT)  # fmt: skip
    if "seoul" in f:
        spent = f["seoul"]["processor_s"]
        yield Line("Seoul, 20 bells beside 13,087: processor seconds", None, spent,
                   aim=f"≤ {SEOUL_S:g} s", reached=spent <= SEOUL_S)  # fmt: skip
    beside = [f[n] for n in ("san_francisco",) if n in f] + list(f.get("random_towns", []))
    same = [one["is_same"] for one in beside if one["spopt"]]
    if same:
        yield Line("questions answered as spopt does", None, sum(same), aim="all",
                   reached=all(same))  # fmt: skip


def _alerts() -> Iterator[Line]:
    f = place.kept("alerts")
    if not f:
        return
    wrong = f["lost"] + f["too_many"] + f["doubled"] + f["late"]
    yield Line(f"alerts of {f['measures']:,} measures in two years", None, f["alerts"])
    yield Line("alerts lost, doubled or late", None, wrong, aim="none", reached=not wrong)
    yield Line(f"{f['runs']:,} runs of the clock: seconds", None, f["seconds"])
    yield Line("alerts: memory MB", None, f["memory_mb"])


def _escorts() -> Iterator[Line]:
    f = place.kept("escorts")
    if not f:
        return
    lost, shown = f["lost"], f["board_p95_s"]
    yield Line(f"{f['walks']:,} walks: positions a second", None, round(f["a_second"]))
    yield Line("positions acknowledged and lost", None, lost, aim="none", reached=not lost)
    yield Line("position answered, p95 ms", None, round(f["p95_ms"]))
    yield Line("call to board, p95 s", None, shown, aim="≤ 1", reached=bool(shown and shown <= 1))
    yield Line("walks: memory MB, at most", None, max(f["memory_mb"]))


def _ways() -> Iterator[Line]:
    f = place.kept("ways")
    if not f:
        return
    yield Line(f"way on {f['stretches']:,} stretches: p50 ms", None, round(f["p50_ms"]))
    slow = round(f["p95_ms"])
    yield Line("way: p95 ms", None, slow, aim="≤ 500", reached=slow <= 500)
    yield Line("way with its map and words: p95 ms", None, round(f["told_p95_ms"]))
    yield Line("ways: memory MB more than before", None, f["memory_mb"])
    times = round(f["longest"], 2)
    yield Line("way past lights, times the shortest, at most", None, times,
               aim="≤ 2", reached=times <= 2)  # fmt: skip


def _board() -> Iterator[Line]:
    f = place.kept("board")
    if f:
        is_soon = f["p95_s"] <= 1
        yield Line("tap on a phone to board, p95 s", None, f["p95_s"], aim="≤ 1", reached=is_soon)


def _effects() -> Iterator[Line]:
    f = place.kept("effects")
    for one in f["methods"] if f else []:
        name = f"effect report, {one['method']}"
        for word, told in (("covers", COVERS), ("false", FALSE), ("found", FOUND)):
            value = round(100 * one[word], 1)
            low, high = (100 * edge for edge in told)
            aim = f"{low:g}–{high:g} %"
            reached = low <= value <= high
            yield Line(f"{name}: {word} %", None, value, aim=aim, reached=reached)


def _maps() -> Iterator[Line]:
    f = place.kept("maps")
    if not f:
        return
    for name in ("city", "district", "street"):
        for part, figures in f[name].items():
            yield Line(f"map of {f['sites']:,} sites, {name}, {part}: ms", None, figures["ms"])
            yield Line(f"map, {name}, {part}: kB packed", None, figures["packed"] / 1e3,
                       aim=f"≤ {MAP_KB} kB", reached=figures["packed"] <= MAP_KB * 1e3)  # fmt: skip
    for name in ("everything at once", "public"):
        yield Line(f"map, {name}: ms", None, f[name]["ms"])
        yield Line(f"map, {name}: kB packed", None, f[name]["packed"] / 1e3)


def _figures() -> Iterator[Line]:
    f = place.kept("figures")
    if not f:
        return
    for who in ("analyst", "council_member"):
        milliseconds = f[f"overview_{who}_ms"]
        yield Line(f"overview of {f['reports']:,} reports, {who}: wall ms", None, milliseconds,
                   aim=f"≤ {OVERVIEW_MS:g} ms", reached=milliseconds <= OVERVIEW_MS)  # fmt: skip
    for days, key in (("of yesterday", "refresh_new_s"), ("of any day", "refresh_any_s")):
        yield Line(f"counting 10,000 new reports {days}: seconds", None, f[key],
                   aim=f"≤ {COUNTING_S:g} s", reached=f[key] <= COUNTING_S)  # fmt: skip
    yield Line("counting all of them once: seconds", None, f["first_count_s"])


def _first(what: str, small: dict[str, Any], large: dict[str, Any]) -> Line:
    """The same searches the first time, when what they need is read from the disk."""
    one, other = (found["first"]["p95_ms"] for found in (small, large))
    return Line(f"{what}: p95 ms the first time", one, other, other / one)


def _directory() -> Iterator[Line]:
    small, large = (place.kept(f"directory-services_{name}") or {} for name in ("small", "large"))
    if not (small and large):
        return
    one, other = small["p95_ms"], large["p95_ms"]
    yield Line("directory search: database p50 ms", small["p50_ms"], large["p50_ms"],
               large["p50_ms"] / small["p50_ms"])  # fmt: skip
    yield Line("directory search: database p95 ms", one, other, other / one,
               aim=f"≤ {DIRECTORY_MS:g} ms", reached=other <= DIRECTORY_MS)  # fmt: skip
    yield Line("directory search: growth", None, None, other / one, aim=f"≤ {GROWTH} ×",
               reached=other / one <= GROWTH)  # fmt: skip
    yield _first("directory search", small, large)
    busy = small["processor"]["p95_ms"], large["processor"]["p95_ms"]
    yield Line("directory search: processor p95 ms", *busy, busy[1] / busy[0])
    for word, f in large["kinds"].items():
        before = small["kinds"][word]["p95_ms"]
        yield Line(f"directory search, {word}: database p95 ms", before, f["p95_ms"],
                   f["p95_ms"] / before)  # fmt: skip


def _interface() -> Iterator[Line]:
    small, large = (
        place.kept(f"directory-api-services_{name}") or {} for name in ("small", "large")
    )
    for word, f in large.items():
        before = small.get(word, f)
        yield Line(f"/hsds/, {word}: database ms", before["database_ms"], f["database_ms"],
                   f["database_ms"] / before["database_ms"])  # fmt: skip
        one, other = before["statements"], f["statements"]
        figure = f"/hsds/, {word}: statements"
        yield Line(figure, one, other, aim="the same number", reached=one == other)


def _cells(line: Line) -> tuple[str, ...]:
    reached = {True: "yes", False: "**no**", None: ""}[line.reached]
    numbers = (line.small, line.large, line.growth, line.bare, line.ratio)
    return (line.figure, *map(_number, numbers), line.aim, reached)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 or float(value).is_integer() else f"{value:.2f}"


def as_data(found: list[Line]) -> list[dict[str, Any]]:
    """The same for machines."""
    return [asdict(line) for line in found]
