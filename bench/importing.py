"""How fast a 112 export of 1,000,000 rows comes in, in CP949 and UTF-8, and at what memory.

Run in a process of its own: python -m bench.importing [rows]
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench import place
from bench.place import Size

if __name__ == "__main__":
    place.settle()

import psycopg

ENCODINGS = {"CP949": "cp949", "UTF-8": "utf-8-sig"}
_DATABASE = Size("import", 0)


def rows_wanted() -> int:
    """1,000,000, or what JIKIMI_BENCH_ROWS says."""
    return int(os.environ.get("JIKIMI_BENCH_ROWS", "1000000"))


def measured(rows: int) -> dict[str, Any]:
    """Rows per second and megabytes of memory for each encoding."""
    figures: dict[str, Any] = {}
    for word, encoding in ENCODINGS.items():
        path = written(rows, encoding=encoding)
        figures[word] = _imported(path, rows)
    return figures


def written(rows: int, *, encoding: str) -> Path:
    """An invented export, made once and kept."""
    from bench.bench_intake import invented_rows
    from jikimi.cases.intake import FIELDS

    path = place.results_file(f"reports-{rows}-{encoding}").with_suffix(".csv")
    if not path.exists():
        draft = path.with_suffix(".new")
        with draft.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file)
            writer.writerow(field.ko for field in FIELDS.values())
            writer.writerows(invented_rows(rows))
        draft.rename(path)
    return path


def _imported(path: Path, rows: int) -> dict[str, Any]:
    if not _has_command():
        return {"is_whole": False}
    _make_database()
    began = time.perf_counter()
    answer = _run("import", "reports", str(path), "--json")
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    again = _run("import", "reports", str(path), "--json")
    again_seconds = time.perf_counter() - began
    return {
        "rows_per_s": round(rows / seconds),
        "seconds": round(seconds, 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "again_rows_per_s": round(rows / again_seconds),
        "bare_rows_per_s": round(rows / _bare_copy(path)),
        "answer": answer,
        "again": again,
        "is_whole": answer["new"] + answer["rejected"] == rows and again["new"] == 0,
    }


def _bare_copy(path: Path) -> float:
    """Seconds for the cells of the same file as they are, by COPY alone into three indexes."""
    with path.open("rb") as file, psycopg.connect(**place.admin(_DATABASE)) as connection:
        width = file.readline().count(b",") + 1
        columns = ", ".join(f"c{number} text" for number in range(width))
        connection.execute(f"CREATE TABLE bare ({columns})")
        for indexed in ("c0", "c4, c1", "c8"):
            connection.execute(f"CREATE INDEX ON bare ({indexed})")
        encoding = "uhc" if path.stem.endswith("cp949") else "utf8"
        began = time.perf_counter()
        with connection.cursor().copy(
            f"COPY bare FROM STDIN (FORMAT csv, ENCODING '{encoding}')"
        ) as copy:
            while block := file.read(1 << 20):
                copy.write(block)
        connection.commit()
        return time.perf_counter() - began


def _has_command() -> bool:
    found = subprocess.run([*_jikimi(), "import", "--help"], capture_output=True, check=False)
    return found.returncode == 0


def _run(*words: str) -> dict[str, Any]:
    environment = {**os.environ, "JIKIMI_DB_NAME": _DATABASE.database}
    done = subprocess.run(
        [*_jikimi(), *words], env=environment, capture_output=True, text=True, check=False
    )
    lines = done.stdout.strip().splitlines()
    if not lines:
        raise RuntimeError(f"jikimi {' '.join(words[:2])} failed: {done.stderr[-500:]}")
    return dict(json.loads(lines[-1] if lines[-1].startswith("{") else done.stdout))


def _jikimi() -> list[str]:
    return [str(Path(sys.executable).with_name("jikimi"))]


def _make_database() -> None:
    """An empty database with the three stations the export speaks of, as after a first start."""
    from bench.bench_intake import STATIONS
    from jikimi.settings import embedded

    embedded.fresh_database(_DATABASE.database)
    environment = {**os.environ, "JIKIMI_DB_NAME": _DATABASE.database}
    started = "from jikimi.settings import upkeep; upkeep.bring_tables_up_to_date()"
    subprocess.run([sys.executable, "-c", started], check=True, env=environment)
    with psycopg.connect(**place.admin(_DATABASE)) as connection:
        for number, name in enumerate(STATIONS, start=1):
            connection.execute(
                "INSERT INTO access_agency (key, name_ko, name_en, kind, district, phone)"
                " VALUES (%s, %s, %s, 'police', '', '')",
                [f"station-{number}", name, f"Station {number}"],
            )


def main() -> None:
    """Measure and write the figures down."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else rows_wanted()
    figures = measured(rows)
    place.keep("import", figures=figures)
    for word, f in figures.items():
        if "rows_per_s" in f:
            print(
                f"{word}: {f['rows_per_s']:,} rows/s, {f['memory_mb']:,} MB; the same file again"
                f" {f['again_rows_per_s']:,} rows/s; COPY alone into three indexes"
                f" {f['bare_rows_per_s']:,} rows/s; complete: {f['is_whole']}"
            )
        else:
            print(f"{word}: no import yet")


if __name__ == "__main__":
    main()
