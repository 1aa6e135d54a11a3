"""A phone asks for a way home."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [
        ("escorts", "0006_law"),
        ("places", "0008_streets"),
    ]

    operations = [guarded("escorts", "ways", for_staff=False)]
