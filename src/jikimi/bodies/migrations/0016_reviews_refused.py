"""A review that is not sent is hidden from those who are barred from its case."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("bodies", "0015_reach_of_recusals")]
    operations = [
        guarded("bodies", "reviews_refused", for_staff=False),
        owned("bodies", "reviews_refused_triggers"),
    ]
