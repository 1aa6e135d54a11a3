"""How fast a report export is read: rows per second of each step, on an invented export.

Run: python bench/bench_intake.py [rows].  The rows have the dirt of real ones and as many different
names, telephones, addresses and times as a country's export would have.
"""

import csv
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from jikimi.cases.intake import FIELDS, Cleaner, KindName, Lists, open_table, recognise

BATCH = 2_000
KINDS = ["가정폭력", "교제폭력", "데이트폭력", "스토킹", "아동학대", "노인학대", "학교폭력", "기타"]
STATIONS = [f"{place}경찰서" for place in ("제주동부", "제주서부", "서귀포")]
SYLLABLES = "김이박최정강조윤장임한오서신권황안송류홍가나다라마바사아자차카타파하도로미수지현우준"
LISTS = Lists(
    kinds=tuple(KindName(name, name) for name in KINDS),
    stations={name: name for name in STATIONS},
)


def invented_rows(count: int, *, seed: int = 1) -> Iterator[list[str]]:
    """Rows of an export in the default column order, one in eighty not fit to go in."""
    chance = random.Random(seed)
    for number in range(count):
        yield _row(chance, number)


def _row(chance: random.Random, number: int) -> list[str]:
    moment = datetime(2020, 1, 1) + timedelta(minutes=chance.randrange(3_600_000))
    row = [
        f"{moment:%Y%m%d}-{number:07}",
        "2026-13-45 25:61" if chance.random() < 0.006 else _instant(chance, moment),
        "외계인침공" if chance.random() < 0.006 else chance.choice(KINDS),
        chance.choice(["C0", "C1", "C2", "CODE 2", "코드1", "3"]),
        chance.choice(STATIONS).replace("경찰", chance.choice(["", "경찰"])),
        chance.choice(["중앙지구대", "○○지구대", "", "△△파출소"]),
        _place(chance),
        f"50110{chance.randrange(100, 140)}00",
        chance.choice(["본인", "가족", "이웃", "목격자"]),
        *_person(chance),
        *_person(chance),
        chance.choice(["배우자", "연인", "전 연인", "부모-자녀"]),
        chance.choice(["현장종결", "긴급임시조치 1·2·3호", "현행범 체포"]),
        chance.choice(["송치", "", "입건"]),
        _summary(chance),
    ]
    return [f" {cell} " for cell in row] if chance.random() < 0.05 else row


def _instant(chance: random.Random, moment: datetime) -> str:
    forms = ["%Y%m%d%H%M", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
    dotted = f"{moment.year}. {moment.month}. {moment.day}. {moment:%H:%M}"
    return chance.choice([dotted, *map(moment.strftime, forms)])


def _place(chance: random.Random) -> str:
    road = "".join(chance.sample(SYLLABLES, 2)) + "로"
    place = f"제주특별자치도 제주시 {road} {chance.randrange(1, 900)}"
    flat = f", {chance.randrange(1, 20)}동 {chance.randrange(100, 1500)}호"
    return place + flat if chance.random() < 0.4 else place


def _person(chance: random.Random) -> list[str]:
    born = datetime(1940, 1, 1) + timedelta(days=chance.randrange(29_000))
    digits = f"010{chance.randrange(10**8):08}"
    phones = [digits, f"010-{digits[3:7]}-{digits[7:]}", f"+82 10-{digits[3:7]}-{digits[7:]}", "-"]
    name = "불상" if chance.random() < 0.03 else "".join(chance.sample(SYLLABLES, 3))
    births = ["%Y-%m-%d", "%Y%m%d", "%y%m%d", f"{born.year}. {born.month}. {born.day}."]
    return [
        name,
        chance.choice("남여"),
        born.strftime(chance.choice(births)),
        chance.choice(phones),
    ]


def _summary(chance: random.Random) -> str:
    said = f"남편이 술에 취해 {chance.randrange(10_000)}번째 때린다고 함"
    return said + " (주민번호 820321-1230607)" if chance.random() < 0.01 else said


def written(folder: Path, count: int) -> Path:
    """The invented export as a file in CP949."""
    path = folder / "reports.csv"
    with path.open("w", encoding="cp949", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(field.ko for field in FIELDS.values())
        writer.writerows(invented_rows(count))
    return path


def measured(count: int) -> list[tuple[str, float]]:
    """Rows per second: reading alone, cleaning alone, both together, and one row at a time."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), count)
        with open_table(path) as table:
            columns = recognise(table.headers)
            batches = list(table.batches(BATCH))
        cleaner, single = Cleaner(columns, LISTS), Cleaner(columns, LISTS)
        few = [row for batch in batches for row in batch][: count // 20]
        return [
            ("read", _rate(count, lambda: _read(path))),
            ("clean", _rate(count, lambda: [cleaner.clean_batch(batch) for batch in batches])),
            ("read and clean", _rate(count, lambda: _read_and_clean(path))),
            ("skip", _rate(count, lambda: open_table(path).skip(count))),
            ("clean one by one", _rate(len(few), lambda: [single.clean(row[1]) for row in few])),
        ]


def _read(path: Path) -> None:
    with open_table(path) as table:
        for _ in table.batches(BATCH):
            pass


def _read_and_clean(path: Path) -> None:
    with open_table(path) as table:
        cleaner = Cleaner(recognise(table.headers), LISTS)
        for batch in table.batches(BATCH):
            cleaner.clean_batch(batch)


def _rate(count: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def main() -> None:
    """Print one line per step and the memory at its highest."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    for step, rate in measured(count):
        print(f"{step:20} {rate:12,.0f} rows/s")
    print(
        f"{'peak memory':20} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:12,.0f} MB"
    )


if __name__ == "__main__":
    main()
