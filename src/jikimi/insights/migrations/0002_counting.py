"""Counting by guard functions, a piece a transaction."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_tallies"), ("cases", "0022_ties")]
    operations = [
        guarded("insights", "counting_steps", for_staff=False),
        guarded("insights", "counting"),
    ]
