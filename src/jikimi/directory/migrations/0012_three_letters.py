"""Three letters in a row are a key of the search; what is always open has an order of its own."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0011_rare_keys"),
    ]

    operations = [guarded("directory", "finding_threes", for_staff=False)]
