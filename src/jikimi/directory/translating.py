"""The same text in another language, with who made it: a person, or a machine nobody checked."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotValid
from jikimi.directory.changes import held_values
from jikimi.directory.listing import row_called, values_of
from jikimi.directory.models import Organization, Translation
from jikimi.directory.models.row import Audience
from jikimi.directory.touching import touch
from jikimi.directory.words import text_fields

OWN = "ko"


def languages_to_write() -> list[tuple[str, str]]:
    """Languages an entry may be written in besides Korean: code and word."""
    rows = codes("directory", "spoken_languages").values()
    return [(row.code, row.label) for row in rows if row.code not in (OWN, "ksl")]


def translations_of(row_id: UUID, *, language: str) -> dict[str, Translation]:
    """What is written of a row in a language and the actor may know, by field."""
    rows = Translation.objects.filter(row_id=row_id, language=language)
    return {row.field: row for row in rows}


def translate_row(
    *,
    actor: Actor,
    entry: Organization,
    table: str,
    row_id: UUID,
    language: str,
    texts: Mapping[str, str],
    is_machine: bool = False,
) -> None:
    """Write texts of a row in another language; an empty one takes the translation away.

    is_machine: nobody has read it over; pages say so.  A translation is for whom its text is, so
    only a text the actor may read is translated.  Raises NotValid on a language that is not listed,
    a field that is no text, or one in which nothing stands.
    Records directory.translation.set.
    """
    row = row_called(entry, table, row_id)
    _check(table, language, texts, set(values_of(table, row)))
    with acting(actor, "directory.translation.set", entry) as doing:
        held = held_values([row_id])
        for field, text in texts.items():
            known_to = held.get((row_id, field), row)
            _write(table, row_id, field, language, text.strip(), is_machine, known_to)
        touch([(table, {"id": row_id, **_links(row)})])
        doing.details.update({"table": table, "language": language})


def _check(table: str, language: str, texts: Mapping[str, str], told: set[str]) -> None:
    if language not in dict(languages_to_write()):
        raise NotValid("directory.translation", {"language": _("Choose a language of the list.")})
    wrong = set(texts) - set(text_fields(table))
    if wrong:
        raise NotValid("directory.translation", dict.fromkeys(wrong, _("This is no text.")))
    silent = {field for field, text in texts.items() if text.strip() and field not in told}
    if silent:
        says = _("There is no Korean text here to translate.")
        raise NotValid("directory.translation", dict.fromkeys(silent, says))


def _write(
    table: str,
    row_id: UUID,
    field: str,
    language: str,
    text: str,
    is_machine: bool,
    known_to: Audience,
) -> None:
    kept = Translation.objects.filter(row_id=row_id, field=field, language=language)
    if not text:
        kept.delete()
        return
    same = kept.filter(text=text, is_machine=is_machine).exists()
    if not same:
        Translation.objects.update_or_create(
            row_id=row_id, field=field, language=language,
            defaults={
                "table": table, "text": text, "is_machine": is_machine,
                "checked_on": None if is_machine else timezone.localdate(),
                "audience": known_to.audience, "agencies": known_to.agencies,
            },
        )  # fmt: skip


def _links(row: object) -> dict[str, object]:
    names = ("organization_id", "service_id", "location_id", "service_at_location_id")
    return {name: getattr(row, name) for name in names if getattr(row, name, None)}
