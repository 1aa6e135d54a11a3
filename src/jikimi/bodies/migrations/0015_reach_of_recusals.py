"""Whether anything on an agenda is open; who stays out of an item stays out of its matter."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("bodies", "0014_duty_asked")]
    operations = [
        guarded("bodies", "items_open"),
        guarded("bodies", "recused_matter", for_staff=False),
    ]
