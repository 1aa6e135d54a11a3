"""A translation is never more public than its text."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_finding_marks")]
    operations = [
        guarded("directory", "translations", for_staff=False),
        owned("directory", "translations_triggers"),
    ]
