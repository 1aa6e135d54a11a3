"""How far cases come that were named in a time, counted without telling small numbers."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("insights", "0003_withheld")]
    operations = [guarded("insights", "flow")]
