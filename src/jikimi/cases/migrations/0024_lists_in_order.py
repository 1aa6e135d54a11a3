"""Lists of what is due are read in their order to the last row shown, however much is due one day."""

from django.db import migrations, models

_ENDED = models.Q(("ended_at__isnull", True))
_CLOSED = models.Q(("closed_at__isnull", True))


def _reordered(model: str, name: str, fields: list[str], condition: models.Q) -> list[object]:
    """The index of this name, ended by the key: rows of one day are in order too."""
    ordered = models.Index(fields=[*fields, "id"], name=name, condition=condition)
    return [
        migrations.RemoveIndex(model_name=model, name=name),
        migrations.AddIndex(model_name=model, index=ordered),
    ]


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_search_names")]
    operations = [
        *_reordered("action", "cases_action_waiting", ["agency", "due_on"], _ENDED),
        *_reordered("action", "cases_action_steered", ["body", "due_on"], _ENDED),
        *_reordered("case", "cases_case_due", ["lead_agency", "review_due_on"], _CLOSED),
        *_reordered("case", "cases_case_due_in_body", ["body", "review_due_on"], _CLOSED),
    ]
