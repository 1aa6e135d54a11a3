"""A nomination on an urgent basis is reviewed afterwards."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_guards")]
    operations = [guarded("cases", "opening")]
