"""An invented directory of any length, for the booklet."""

from jikimi.directory.booklet.content import Entry, Line, Phone, Words

_DISTRICTS = ("제주시", "서귀포시", "")
_NEEDS = ("domestic_violence", "stalking", "child_abuse", "legal_aid", "safe_place", "")
_HEADS = (
    "가온",
    "나래",
    "다솜",
    "라온",
    "마루",
    "바람",
    "새별",
    "아람",
    "자람",
    "찬솔",
    "큰솔",
    "탐라",
    "푸른",
    "한빛",
    "꿈터",
)
_KINDS = ("가정폭력상담소", "성폭력상담소", "쉼터", "법률지원센터", "아동보호전문기관")
_ENGLISH = (
    "Domestic Violence Counselling",
    "Sexual Violence Counselling",
    "Shelter",
    "Legal Aid Centre",
    "Child Protection Agency",
)

LINES = (
    Line(
        "112",
        {"ko": "경찰 긴급신고", "en": "Police"},
        {"ko": "지금 위험할 때.", "en": "In danger now."},
        {"ko": "24시간", "en": "24 hours"},
    ),
    Line(
        "1577-1391",
        {"ko": "아동보호전문기관 상담", "en": "Child protection agencies"},
        {"ko": "학대 신고는 112.", "en": "To report abuse call 112."},
        {"ko": "", "en": ""},
    ),
)


def entry(at: int) -> Entry:
    """The at-th invented entry; its facts follow from its number alone."""
    head, kind = _HEADS[at % len(_HEADS)], at % len(_KINDS)
    need, other = _NEEDS[at % len(_NEEDS)], _NEEDS[(at * 7 + 1) % len(_NEEDS)]
    district = _DISTRICTS[at % len(_DISTRICTS)]
    is_shelter = _KINDS[kind] == "쉼터"
    return Entry(
        id=f"00000000-0000-4000-8000-{at:012d}",
        words={"ko": _korean(at, head, kind, district), "en": _in_english(at, kind, district)},
        phones=_phones(at),
        needs=tuple(dict.fromkeys(code for code in (need, other) if code)),
        districts=(district,) if district else (),
        is_crisis=at % 9 == 0,
        is_24_hours=at % 9 == 0,
        is_confidential=is_shelter,
        has_step_free_access=at % 4 == 0,
        checked_on=f"2026-{10 + at % 2:02d}-{1 + at % 20:02d}",
    )


def _phones(at: int) -> tuple[Phone, ...]:
    first = Phone(f"064-7{at % 100:02d}-{1000 + at:04d}")
    night = Phone(f"010-2{at % 1000:03d}-{2000 + at:04d}", {"ko": "야간", "en": "at night"})
    return (first, night) if at % 3 == 0 else (first,)


def _korean(at: int, head: str, kind: int, district: str) -> Words:
    is_shelter = _KINDS[kind] == "쉼터"
    return Words(
        name=f"{head}{_KINDS[kind]} {at}",
        organization=f"(사){head}여성인권연대" if at % 2 else f"{head}종합복지관",
        text="피해자의 말을 먼저 듣고 상담, 의료·법률 지원, 긴급 피난처까지 돕습니다."
        " 경찰서나 병원, 법원에 함께 가고 이후의 생활도 같이 준비합니다.",
        for_whom="폭력 피해자와 동반 자녀(18세 미만). 거주지와 관계없이 이용할 수 있습니다.",
        how="전화로 상담을 신청합니다. 서류가 없어도 됩니다.",
        costs="무료",
        languages="한국어, 영어, 중국어" if at % 5 == 0 else "",
        hours=("24시간, 매일",) if at % 9 == 0 else ("월–금 09:00–18:00", "토 10:00–13:00"),
        places=()
        if is_shelter or not district
        else (f"제주특별자치도 {district} 시청로 {at}, 2층",),
    )


def _in_english(at: int, kind: int, district: str) -> Words:
    is_shelter = _KINDS[kind] == "쉼터"
    return Words(
        name=f"{_ENGLISH[kind]} {at}",
        organization=f"Organisation {at % 40}",
        text="Listens first, then helps with counselling, medical and legal aid and a safe place.",
        for_whom="Victims of violence and the children with them.",
        how="Call. No papers needed.",
        costs="Free",
        hours=("24 hours, every day",) if at % 9 == 0 else ("Mon–Fri 09:00–18:00",),
        places=() if is_shelter or not district else (f"{at} Sicheong-ro, {district}",),
    )
