"""What a person has read before a meeting, for that person alone."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import jikimi.access.policy

_OWN = "member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])"


def _link(to: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0009_keepers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemRead",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("item", _link("bodies.agendaitem")),
                ("meeting", _link("bodies.meeting")),
                ("member", _link(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name="itemread",
            index=models.Index(fields=["member", "meeting"], name="bodies_itemread_mine"),
        ),
        migrations.AddConstraint(
            model_name="itemread",
            constraint=models.UniqueConstraint(
                fields=("item", "member"), name="bodies_itemread_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemread",
            constraint=jikimi.access.policy.RowPolicy(
                name="bodies_itemread_rows", select=_OWN, insert=_OWN, update=_OWN, delete=_OWN
            ),
        ),
    ]
