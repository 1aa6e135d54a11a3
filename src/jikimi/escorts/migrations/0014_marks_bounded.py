"""Marks of places felt unsafe are bounded by room and day."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [('escorts', '0013_begin_again')]

    operations = [guarded("escorts", "unsafe_flood", for_staff=False)]
