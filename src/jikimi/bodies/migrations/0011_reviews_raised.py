"""The proposal of a case review becomes a matter of the council above."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("bodies", "0010_item_reads")]
    operations = [guarded("bodies", "reviews")]
