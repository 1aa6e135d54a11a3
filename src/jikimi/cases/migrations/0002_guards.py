"""How a case is opened and shared."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        guarded("cases", "sharing"),
        guarded("cases", "hearing"),
        guarded("cases", "reminders"),
        guarded("cases", "closing"),
        guarded("cases", "nomination"),
        guarded("cases", "search"),
        guarded("cases", "matches"),
        guarded("cases", "importing_steps", for_staff=False),
        guarded("cases", "importing"),
        owned("cases", "search_index"),
        owned("cases", "triggers"),
        owned("cases", "closing_triggers"),
    ]
