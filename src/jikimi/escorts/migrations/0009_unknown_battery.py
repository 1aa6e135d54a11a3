from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('escorts', '0008_crowded'),
    ]

    operations = [
        guarded('escorts', 'fixes', for_staff=False),
    ]
