"""A deputy who stands in takes the alarms whose journeys are held, and no other."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("escorts", "0014_meeting_shells")]

    operations = [guarded("escorts", "standing_in_held", for_staff=False)]
