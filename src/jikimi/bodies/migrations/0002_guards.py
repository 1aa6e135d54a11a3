"""A meeting follows who is invited to it."""

from django.db import migrations

from jikimi.access.guarded import owned


class Migration(migrations.Migration):
    dependencies = [("bodies", "0001_initial")]
    operations = [
        owned("bodies", "triggers"),
    ]
