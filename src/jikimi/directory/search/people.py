"""What a question tells about the person: age, sex, a disability, a child along, a wheelchair."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jikimi.directory.search.parts import Part
from jikimi.directory.search.typed import Typed

_AGE = re.compile(
    r"(?:만\s*)?(\d{1,3})\s*(?:세|살)(?:\s*(?:이|인|이에요|예요|입니다|의))?(?![가-힣])"
    r"|\b(?:aged?\s+)?(\d{1,3})[\s-]*(?:years?|yrs?)[\s-]*old\b|\baged?\s+(\d{1,3})\b"
)
_SCHOOL = {
    **{"초등학생": 10, "초등생": 10, "중학생": 14, "고등학생": 17, "고등생": 17, "대학생": 21},
    **{"미성년자": 15, "미성년": 15},
}
_SCHOOLING = re.compile("|".join(_SCHOOL))
_WHEELCHAIR = re.compile(
    r"휠체어(?:\s*(?:로|도|이용|가능|접근|되는|타고))*|\bwheel\s?chairs?(?:\s+access\w*)?\b"
)
_WITH_CHILD = re.compile(
    r"(?:아이|아기|애|애들|아이들|자녀|아들|딸)(?:\s*\S{0,2})?"
    r"\s*(?:와|과|랑|이랑|하고|를\s*데리고|데리고|도\s*함께)(?:\s*(?:함께|같이))?(?![가-힣])"
    r"|\bwith\s+(?:my\s+|a\s+|the\s+)?(?:child(?:ren)?|kids?|baby|son|daughter)\b"
)
_SAID_OF_SEX = r"(?:인데|이에요|예요|입니다|이|가|도|용)?(?![가-힣])"
_WHOM = (
    ("sex", "female", rf"(?<![가-힣])(?:여성|여자){_SAID_OF_SEX}|\b(?:woman|women|female)\b"),
    ("sex", "male", rf"(?<![가-힣])(?:남성|남자){_SAID_OF_SEX}|\b(?:man|men|male)\b"),
    (
        "disability",
        True,
        r"장애(?:인|가|우)?|농인|시각장애|청각장애|발달장애|\bdisab(?:led|ility)\b|\bdeaf\b|\bblind\b",
    ),
    (
        "foreign",
        True,
        r"외국인|외국\s*사람|이주\s*(?:여성|민|노동자)|\bforeign(?:er|ers)?\b|\bmigrants?\b",
    ),
)


def of_whom(text: Typed) -> Iterator[Part]:
    """Who somebody is may stand in a name too (여성의전화), so these letters are not taken."""
    for kind, value, pattern in _WHOM:
        found = re.search(pattern, text.text)
        if found:
            yield Part(kind, found.group().strip(), value)


def take_age(text: Typed) -> Part | None:
    """An age in years, or told by the school."""
    found = text.take_pattern(_AGE)
    if found:
        return Part("age", found.group().strip(), int(next(g for g in found.groups() if g)))
    at_school = text.take_pattern(_SCHOOLING)
    return Part("age", at_school.group(), _SCHOOL[at_school.group()]) if at_school else None


def take_wheelchair(text: Typed) -> Part | None:
    """That a wheelchair must get in."""
    found = text.take_pattern(_WHEELCHAIR)
    return Part("wheelchair", found.group().strip()) if found else None


def take_child(text: Typed) -> Part | None:
    """That a child comes along."""
    found = text.take_pattern(_WITH_CHILD)
    return Part("child", found.group().strip()) if found else None
