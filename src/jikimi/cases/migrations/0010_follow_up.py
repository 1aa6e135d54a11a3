"""Actions are told at set points; a meeting room has a mark that changes with it."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_council_half"), ("bodies", "0013_undertakings")]
    operations = [guarded("cases", "follow_up")]
