"""Drafts of reviews follow the bars of their case; who answers for an agency learns what is late."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_follow_up"), ("bodies", "0016_reviews_refused")]
    operations = [
        guarded("cases", "barred_reviews"),
        owned("cases", "barred_reviews_triggers"),
        guarded("cases", "late_actions"),
    ]
