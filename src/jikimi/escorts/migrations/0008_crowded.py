"""Many calls from one network address are told to whoever answers; none is refused; keeping tells no more than a cancel."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [('escorts', '0007_ways')]

    operations = [guarded("escorts", "crowded", for_staff=False)]
