"""How a case is opened and shared."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        guarded("cases", "sharing"),
        guarded("cases", "reminders"),
        owned("cases", "triggers"),
    ]
