"""Minutes that were approved stay; an agency reads its own lines in its letter, which has a number."""

from django.db import migrations, models

import jikimi.access.policy
from jikimi.access.guarded import guarded, owned

_ONLY = (
    "(meeting_id = ANY ((SELECT bodies_meetings_accepted())::uuid[]) OR kind = 'action'"
    " AND agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]))"
)


class Migration(migrations.Migration):
    dependencies = [("bodies", "0011_reviews_raised")]

    operations = [
        guarded("bodies", "minutes"),
        owned("bodies", "minutes_triggers"),
        migrations.AddField(
            model_name="letter",
            name="number",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="letter", name="held_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(
                    ("minutes_approved_at", None), ("minutes_due_on__isnull", False)
                ),
                fields=["minutes_due_on"],
                name="bodies_meeting_minutes",
            ),
        ),
        migrations.RemoveConstraint(model_name="minutesline", name="bodies_minutesline_rows"),
        migrations.AddConstraint(
            model_name="minutesline",
            constraint=jikimi.access.policy.AclPolicy(
                name="bodies_minutesline_rows",
                keeper="bodies_keep_item_acl('*', 'agency_id')",
                only=_ONLY,
                delete=True,
            ),
        ),
    ]
