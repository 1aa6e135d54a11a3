"""Who looks after positions stands by name in the statement of consent."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [('escorts', '0010_lock_order')]

    operations = [guarded("escorts", "providers", for_staff=False)]
