"""What a rule suggests is put before people once, also by those who may not read it."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_clocks_and_pathways")]
    operations = [guarded("cases", "proposals", for_staff=False), guarded("cases", "proposing")]
