"""Alarms of walking home are counted, each once."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('insights', '0005_extract'),
        ('escorts', '0002_problem_places'),
    ]

    operations = [guarded("insights", "counting_alarms")]
