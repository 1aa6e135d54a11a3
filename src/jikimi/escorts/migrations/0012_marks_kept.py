"""Marks of places felt unsafe are deleted in their time."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [('escorts', '0011_providers')]

    operations = [guarded("escorts", "unsafe_retain")]
