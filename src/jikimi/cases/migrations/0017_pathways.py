"""Steps of a pathway start and meet its clocks; a stage reached is a step too."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_signals")]
    operations = [
        guarded("cases", "pathways", for_staff=False),
        guarded("cases", "pathway_acts"),
        owned("cases", "pathways_triggers"),
    ]
