"""A search looks up few keys of the index: the rarest that leave few rows."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0010_translations"),
    ]

    operations = [guarded("directory", "finding_rare", for_staff=False)]
