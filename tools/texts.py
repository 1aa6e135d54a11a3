"""Bring the catalogues of words in line with the code: `make texts`.

Extracts every message, updates locale/ko and locale/en, fills English with itself, and merges
hand-written files locale/ko/LC_MESSAGES/*.json ({"message": "번역"}, plural as "one|many").
Prints what still lacks Korean; exit code 1 when something does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "src" / "jikimi" / "locale"
KEYWORDS = {**DEFAULT_KEYWORDS, "words": None, "said": None, "now": None, "_n": (1, 2)}
# In the rooms words("kinds") reads a code list; its name is no message.
CODE_LISTS = {path.stem for path in ROOT.glob("src/jikimi/*/data/*.csv")}
Key = str | tuple[str, str]


def extracted() -> Catalog:
    """Every message of the code and the templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(project="jikimi", charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, strip_comment_tags=True)
    for name, _, message, _, context in found:
        if message not in CODE_LISTS:
            catalog.add(message, locations=[(name, 0)], context=context)
    return catalog


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it lies in the tree; empty when there is none yet."""
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, project="Jikimi", version="0", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, template: Catalog) -> Catalog:
    """Add what is new, drop what is gone, and fill in what the hand-written files say."""
    catalog = catalogue(language)
    catalog.header_comment = f"# The words of Jikimi, {language}. Kept by `make texts`."
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    spoken = _spoken(language)
    for message in catalog:
        if message.id and language == "en":
            message.string = message.id
        elif message.id and _key(message.id) in spoken:
            message.string = _as(message.id, spoken[_key(message.id)])
    return catalog


def missing(catalog: Catalog) -> list[Key]:
    """Messages without words, or with words nobody has confirmed."""
    return [m.id for m in catalog if m.id and (m.fuzzy or not _is_said(m.string))]


def _spoken(language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for path in sorted(_path(language).parent.glob("*.json")):
        words |= json.loads(path.read_text(encoding="utf-8"))
    return words


def _key(message: Key) -> str:
    return message if isinstance(message, str) else "|".join(message)


def _as(message: Key, spoken: str) -> str | tuple[str, ...]:
    return spoken if isinstance(message, str) else (spoken.split("|")[0],)


def _is_said(string: object) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _write(language: str, catalog: Catalog) -> None:
    _path(language).parent.mkdir(parents=True, exist_ok=True)
    with _path(language).open("wb") as file:
        write_po(file, catalog, width=100, sort_output=True, no_location=True, omit_header=False)


def main() -> int:
    """Update both languages; 1 when Korean lacks something."""
    template = extracted()
    lacking: list[Key] = []
    for language in ("ko", "en"):
        catalog = update(language, template)
        _write(language, catalog)
        lacking += missing(catalog) if language == "ko" else []
    sys.stdout.write("".join(f"no Korean yet: {_key(message)}\n" for message in lacking))
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
