"""Both languages are complete, and a placeholder never meets a particle it could not agree with."""

from __future__ import annotations

import re

import pytest
from tools.texts import catalogue, extracted, missing

_PARTICLE = re.compile(r"%\(\w+\)[sd](은|는|이|가|을|를|와|과|으로|로)(?![가-힣])")
_PLACE = re.compile(r"%\(\w+\)[sd]")


def _all(words: object) -> str:
    return " ".join(words) if isinstance(words, (tuple, list)) else str(words)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_message_has_its_words(language: str) -> None:
    catalog = catalogue(language)
    known = {m.id for m in catalog if m.id}
    assert {m.id for m in extracted() if m.id} - known == set(), "run `make texts`"
    assert missing(catalog) == []


def test_korean_keeps_every_placeholder() -> None:
    for message in catalogue("ko"):
        if message.id:
            wanted = set(_PLACE.findall(_all(message.id)))
            assert set(_PLACE.findall(_all(message.string))) == wanted, message.id


def test_no_placeholder_touches_a_particle() -> None:
    assert [m.id for m in catalogue("ko") if m.id and _PARTICLE.search(_all(m.string))] == []
