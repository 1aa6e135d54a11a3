"""Nobody who ends journeys or takes them over waits for one who waits for them."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("escorts", "0014_meeting_shells")]

    operations = [
        guarded("escorts", "standing_in_held", for_staff=False),
        guarded("escorts", "phone_held", for_staff=False),
    ]
