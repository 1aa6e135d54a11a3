"""Invented Korean names: surnames by their share of the population, a few frequent syllables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

# Shares of the largest surnames in per cent, rounded (statistics of 2015); the rest is spread.
SURNAMES = {
    "김": 21.5, "이": 14.7, "박": 8.4, "최": 4.7, "정": 4.3, "강": 2.4, "조": 2.1, "윤": 2.1,
    "장": 2.0, "임": 1.7, "한": 1.6, "오": 1.5, "서": 1.5, "신": 1.5, "권": 1.4, "황": 1.4,
    "안": 1.4, "송": 1.4, "전": 1.1, "홍": 1.1, "유": 1.3, "고": 0.9, "문": 0.9, "양": 0.9,
    "손": 0.9, "배": 0.8, "백": 0.8, "허": 0.7, "남": 0.6, "심": 0.5, "노": 0.5, "하": 0.5,
    "곽": 0.4, "성": 0.4, "차": 0.4, "주": 0.4, "우": 0.4, "구": 0.4, "민": 0.3, "진": 0.3,
    "나": 0.3, "지": 0.3, "엄": 0.3, "채": 0.3, "원": 0.3, "천": 0.2, "방": 0.2, "공": 0.2,
    "현": 0.2, "함": 0.2, "변": 0.2, "염": 0.1, "석": 0.1, "설": 0.1, "마": 0.1, "길": 0.1,
    "연": 0.1, "위": 0.1, "표": 0.1, "명": 0.1,
    "남궁": 0.05, "황보": 0.02, "제갈": 0.01, "선우": 0.01,
}  # fmt: skip
# The frequent ones first; a name takes one of each row.
FIRST = (
    "민지서예현은수정하윤도시주유재영승준성미경선혜진소태동상창광기용종명연나다채가아인희"
    "라보규범세찬한해숙순옥춘말금복길달"
)
SECOND = (
    "준서우진현민수영지은호연아희정훈윤원빈미경숙자순옥선주혁석철환식규태건율하린나라"
    "람솔별찬결겸슬온담봄근출례분심녀남"
)


def steps() -> list[float]:
    """Where each surname begins between 0 and 1, for width_bucket."""
    total = sum(SURNAMES.values())
    sums = accumulate(SURNAMES.values(), initial=0.0)
    return [upto / total for upto in sums][:-1]


def all_names() -> Iterator[tuple[int, str, list[str]]]:
    """Every name there may be: its place, its letters, its search keys."""
    from jikimi.cases.names import name_keys

    first, second = _sixty(FIRST), _sixty(SECOND)
    for s, surname in enumerate(SURNAMES):
        for i, one in enumerate(first):
            for j, two in enumerate(second):
                name = f"{surname}{one}{two}"
                yield s * 3600 + i * 60 + j, name, name_keys(name)


def _sixty(syllables: str) -> list[str]:
    found = list(dict.fromkeys(syllables))
    return [found[i % len(found)] for i in range(60)]
