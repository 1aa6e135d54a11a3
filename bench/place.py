"""Where the benchmarks live: a data folder of their own, two databases of different size."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"


@dataclass(frozen=True)
class Size:
    """One filled database. name: small or large."""

    name: str
    cases: int

    @property
    def database(self) -> str:
        """The name of its database."""
        return f"bench_{self.name}"

    @property
    def members(self) -> int:
        """20,000 people in a country, and never fewer than 2,000."""
        return max(2_000, min(20_000, self.cases // 50))


def sizes() -> list[Size]:
    """Small and large: 10,000 and 1,000,000 cases, or what JIKIMI_BENCH_CASES says (`500,9000`)."""
    chosen = os.environ.get("JIKIMI_BENCH_CASES", "10000,1000000")
    small, _, large = chosen.partition(",")
    return [Size("small", int(small)), Size("large", int(large or small))]


def size_called(name: str) -> Size:
    """The size with this name."""
    return next(size for size in sizes() if size.name == name)


def settle(size: Size | None = None) -> None:
    """Point Jikimi's settings at the bench's data folder; before anything of Jikimi is imported."""
    os.environ.setdefault("JIKIMI_DATA", str(FOLDER))
    os.environ["DJANGO_SETTINGS_MODULE"] = "jikimi.settings"
    os.environ["JIKIMI_DB_NAME"] = size.database if size else "bench_small"
    os.environ.pop("DATABASE_URL", None)
    # A member is at work for longer than a benchmark runs.
    os.environ["JIKIMI_IDLE_MINUTES"] = "600"


def admin(size: Size) -> dict[str, Any]:
    """How to connect to a size's database as the one whom no row policy holds."""
    from jikimi.settings import embedded

    return {**embedded.dsn("admin"), "dbname": size.database}


def results_file(name: str) -> Path:
    """Where figures are kept."""
    folder = Path(os.environ.get("JIKIMI_DATA", FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.json"


def keep(name: str, *, figures: Any) -> None:
    """Write figures down."""
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    results_file(name).write_text(text + "\n", encoding="utf-8")


def kept(name: str) -> Any:
    """Figures written before, None when there are none."""
    path = results_file(name)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
