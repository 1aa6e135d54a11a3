"""Of bells with the same number the one in the room's own areas rings."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [('escorts', '0015_meeting_shells')]

    operations = [guarded("escorts", "ring_here", for_staff=False)]
