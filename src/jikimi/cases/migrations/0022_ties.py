"""Reports and cases that changed are noted, so that figures follow without counting everything."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_old_measures")]
    operations = [
        guarded("cases", "ties", for_staff=False),
        guarded("cases", "tying", for_staff=False),
        guarded("cases", "counting_cases", for_staff=False),
        owned("cases", "ties_triggers"),
        guarded("cases", "ties_begun", for_staff=False),
    ]
