"""Rows from before get the number of their body."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_steered")]
    operations = [guarded("cases", "steered_fill")]
