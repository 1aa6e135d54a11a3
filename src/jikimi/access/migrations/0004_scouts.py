"""Members may hold the role of those who walk others home in a pair."""

from django.db import migrations, models

_KINDS = (
    "practitioner",
    "coordinator",
    "council_member",
    "analyst",
    "auditor",
    "administrator",
    "scout",
)


class Migration(migrations.Migration):
    dependencies = [("access", "0003_shown_when_refused")]
    operations = [
        migrations.AlterField(
            model_name="role",
            name="kind",
            field=models.CharField(max_length=20, choices=[(kind, kind) for kind in _KINDS]),
        ),
    ]
