"""Fill a database with invented services: names, places, hours, needs as a country's directory has.

Set-based and without triggers; the index is then made by the very function that the triggers call.
Kept between runs as long as the directory's tables and functions are the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench import loading, place, region
from bench.loading import Connection
from bench.place import Size

_PIECE = 50
_DISTRICTS = (
    "제주시 서귀포시 강남구 강동구 강북구 강서구 관악구 광진구 구로구 금천구 노원구 도봉구 "
    "동대문구 동작구 마포구 서대문구 서초구 성동구 성북구 송파구 양천구 영등포구 용산구 "
    "은평구 종로구 중랑구 수원시 성남시 고양시 용인시 부천시 안산시 안양시 남양주시 화성시 "
    "평택시 의정부시 파주시 시흥시 김포시 광명시 군포시 춘천시 원주시 강릉시 동해시 청주시 "
    "충주시 제천시 천안시 아산시 서산시 당진시 전주시 군산시 익산시 정읍시 목포시 여수시 "
    "순천시 나주시 광양시 포항시 경주시 김천시 안동시 구미시 영주시 상주시 경산시 창원시 "
    "진주시 통영시 김해시 밀양시 거제시 양산시 해운대구 부산진구 동래구 사하구 금정구 연제구 "
    "수영구 사상구 달서구 수성구 북구 미추홀구 연수구 남동구 부평구 계양구 유성구 대덕구 "
    "울주군 기장군 달성군 강화군 옹진군"
)
_KINDS = (
    ("가정폭력상담소", "domestic_violence"), ("성폭력상담소", "sexual_violence"),
    ("여성상담센터", "counselling"), ("가족센터", "family_counselling"), ("쉼터", "safe_place"),
    ("정신건강복지센터", "mental_health"), ("아동보호전문기관", "child_abuse"),
    ("노인보호전문기관", "elder_abuse"), ("장애인권익옹호기관", "disability_abuse"),
    ("법률상담소", "legal_aid"), ("청소년상담복지센터", "youth"), ("외국인지원센터", "migrants"),
    ("중독관리통합지원센터", "alcohol"), ("해바라기센터", "medical"), ("자활센터", "employment"),
    ("주거복지센터", "housing"), ("종합사회복지관", "living_costs"), ("상담실", "counselling"),
)  # fmt: skip
_SYLLABLES = "가나다라마바사아자차하온누리빛솔별달해늘봄여울샘터길뜰품숲들결율진선정미영수민서윤지"
_FILL = (Path(__file__).parent / "services.sql").read_text(encoding="utf-8")
# As directory_count_findings does at night: of a large index a part is counted.
_COUNT = """
    INSERT INTO directory_findingkey (key, services)
    SELECT k, ceil(count(*) / {share}) FROM directory_finding f
           TABLESAMPLE SYSTEM ({share} * 100), unnest(f.keys) k WHERE f.acl IS NULL GROUP BY k
    UNION ALL SELECT -2147483648, count(*) FROM directory_finding
    ORDER BY 1 ON CONFLICT (key) DO UPDATE SET services = excluded.services
"""


def sizes() -> list[Size]:
    """Small and large: 10,000 and 1,000,000 services."""
    return [Size("services_small", 10_000), Size("services_large", 1_000_000)]


def filled(size: Size) -> bool:
    """Have the database of this size; True when it had to be filled."""
    region._start()
    if region._noted(size) == (print_ := _fingerprint(size)):
        return False
    began = time.perf_counter()
    region.migrated(size)
    with loading.connected(size) as connection, _columns_filled(connection):
        connection.execute(_script(size))
        _index(connection, size)
        region._note(connection, print_)
    print(f"{size.database} filled in {time.perf_counter() - began:,.0f} s", flush=True)
    return True


def _script(size: Size) -> str:
    """The filling with its lists of words in it."""
    text = _FILL.replace("{many}", str(size.cases))
    kinds = [f"{name}:{need}" for name, need in _KINDS]
    lists = {"districts": _DISTRICTS.split(), "kinds": kinds, "syllables": list(_SYLLABLES)}
    for name, words in lists.items():
        text = text.replace(f"{{{name}}}", "'{" + ",".join(words) + "}'")
    return text


@contextmanager
def _columns_filled(connection: Connection) -> Iterator[None]:
    """Give every column of the directory that must hold something a default meanwhile."""
    found = connection.execute(
        loading._BARE_COLUMNS.replace("access|bodies|cases", "directory")
    ).fetchall()
    for table, column, kind in found:
        value = loading._NOTHING.get(str(kind), "NULL")
        connection.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET DEFAULT {value}')
    try:
        yield
    finally:
        for table, column, _kind in found:
            connection.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" DROP DEFAULT')


def _index(connection: Connection, size: Size) -> None:
    """The rows of the index by the function itself, in two sessions; then its indexes."""
    connection.execute("VACUUM (ANALYZE)")
    definition = connection.execute(
        "SELECT indexdef FROM pg_indexes WHERE indexname = 'directory_finding_keys'"
    ).fetchone()
    connection.execute("DROP INDEX directory_finding_keys")
    ids = [row[0] for row in connection.execute("SELECT id FROM directory_service ORDER BY id")]
    pieces = [ids[i : i + _PIECE] for i in range(0, len(ids), _PIECE)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda lane: _make(size, pieces[lane::2]), (0, 1)))
    connection.execute(str(definition[0]))  # type: ignore[index]
    connection.execute(_COUNT.replace("{share}", str(min(1.0, 100_000 / size.cases))))
    connection.execute("VACUUM (ANALYZE) directory_finding")
    connection.execute("VACUUM (ANALYZE) directory_findingkey")


def _make(size: Size, pieces: list[list[object]]) -> None:
    with loading.connected(size) as connection:
        for piece in pieces:
            connection.execute("SELECT directory_make_findings(%s)", [piece])


def _fingerprint(size: Size) -> str:
    package = place.ROOT / "src" / "jikimi" / "directory"
    digest = hashlib.sha256(f"{size.cases}{_FILL}{_KINDS}".encode())
    for path in sorted(package.glob("sql/finding*.sql")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def main() -> None:
    """Fill both sizes."""
    for size in sizes():
        filled(size)


if __name__ == "__main__":
    place.settle()
    main()
