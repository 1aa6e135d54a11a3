"""Votes are counted, what agencies owe is told, evidence follows its undertaking."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("bodies", "0012_minutes")]
    operations = [
        guarded("bodies", "undertakings"),
        owned("bodies", "undertakings_triggers"),
    ]
