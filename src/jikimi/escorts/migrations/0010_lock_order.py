"""Taking consent back waits for whoever ends the alarm, and neither fails."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [('escorts', '0009_unknown_battery')]

    operations = [guarded("escorts", "lock_order", for_staff=False)]
