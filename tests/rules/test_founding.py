"""A real installation is founded from three lists, all or nothing, and again without doubles."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.member import Member
from jikimi.access.members import actor_called
from jikimi.access.models import Agency
from jikimi.access.ticket import named
from jikimi.bodies.chairs import chairs_of
from jikimi.bodies.limbs import limbs_of
from jikimi.bodies.models import Body, Seat
from jikimi.doors.cli import main

LISTS = {
    "agencies": [
        "key,name_ko,name_en,kind,district,phone,joined_on,bodies",
        "police_a,가람경찰서,Garam Police,police,가람시,064-000-0001,2026-01-02,wc_a",
        "centre_a,가람상담소,Garam Centre,counselling,가람시,064-000-0002,2026-01-02,wc_a",
    ],
    "bodies": [
        "key,kind,name_ko,name_en,station,above,valid_from",
        "wc_a,working_council,가람 실무협의회,Garam Working Council,police_a,,2026-01-02",
    ],
    "members": [
        "username,name,agency,job,roles,body,roster_id",
        "kim.a,김가람,police_a,경위,practitioner|coordinator,wc_a,G-1",
        "lee.a,이가람,centre_a,상담원,practitioner,,G-2",
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, lines in LISTS.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def _found(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["found", str(folder), *words], catch_exceptions=False)
    return result.exit_code, result.output


def test_agencies_bodies_and_members_are_registered_once(folder: Path, committed: None) -> None:
    assert _found(folder)[0] == 0
    assert "agencies: 0 new" in _found(folder)[1]
    with named(THE_OPERATOR):
        assert (Agency.objects.count(), Seat.objects.count(), Member.objects.count()) == (2, 2, 2)
        assert actor_called("kim.a").bodies_coordinated()
    with (folder / "first-passwords.csv").open(encoding="utf-8") as file:
        assert [name for name, _ in csv.reader(file)] == ["kim.a", "lee.a"]
    assert (folder / "first-passwords.csv").stat().st_mode & 0o077 == 0


def test_a_dry_run_keeps_nothing(folder: Path, committed: None) -> None:
    assert _found(folder, "--dry-run")[0] == 0
    with named(THE_OPERATOR):
        assert Agency.objects.count() == 0
    assert not (folder / "first-passwords.csv").exists()


def test_a_wrong_row_is_named_and_nothing_is_kept(folder: Path, committed: None) -> None:
    path = folder / "members.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("centre_a", "centre_b"), encoding="utf-8"
    )
    code, said = _found(folder)
    assert code == 2
    assert "members.csv, row 3: agency" in said
    with named(THE_OPERATOR):
        assert Agency.objects.count() == 0


def test_hosts_chairs_limbs_and_several_bodies_are_registered_too(
    folder: Path, committed: None
) -> None:
    (folder / "bodies.csv").write_text(
        "key,kind,name_ko,name_en,station,above,valid_from,host,place,chairs,limbs\n"
        "wc_a,working_council,가람 실무협의회,Garam Council,police_a,,2026-01-02,,,kim.a,\n"
        "pact_a,agreement,가람 협약,Garam Pact,,,2026-01-02,centre_a,2층,"
        "lee.a:civilian,발견|보호\n",
        encoding="utf-8",
    )
    for name, was, becomes in (
        ("agencies", "2026-01-02,wc_a", "2026-01-02,wc_a|pact_a"),
        ("members", "practitioner|coordinator,wc_a", "practitioner|coordinator,wc_a|pact_a"),
    ):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")
    assert _found(folder)[0] == 0
    assert _found(folder)[0] == 0
    with named(THE_OPERATOR):
        pact = Body.objects.get(key="pact_a")
        assert (pact.host and pact.host.key, pact.place) == ("centre_a", "2층")
        assert [limb.title_ko for limb in limbs_of(pact)] == ["발견", "보호"]
        assert [(c.member.username, c.is_civilian) for c in chairs_of(pact)] == [("lee.a", True)]
        assert len(chairs_of(Body.objects.get(key="wc_a"))) == 1
        assert len(actor_called("kim.a").bodies_coordinated()) == 2


def test_a_chair_that_is_nobody_is_named_by_row(folder: Path, committed: None) -> None:
    path = folder / "bodies.csv"
    text = path.read_text(encoding="utf-8").replace("valid_from", "valid_from,chairs")
    path.write_text(text.replace("2026-01-02", "2026-01-02,nobody"), encoding="utf-8")
    code, said = _found(folder)
    assert code == 2
    assert "bodies.csv, row 2: chairs" in said
