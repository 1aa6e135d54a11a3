"""Figures of a council without a period are asked for no more."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_barred_reviews")]
    operations = [guarded("cases", "figures_gone")]
