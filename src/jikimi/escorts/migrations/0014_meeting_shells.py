"""Meetings whose phone still asks are found each second among all that ever ended."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("escorts", "0013_begin_again")]

    operations = [
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("token__isnull", False)),
                fields=["ended_at"],
                name="escorts_booking_shell",
            ),
        ),
    ]
