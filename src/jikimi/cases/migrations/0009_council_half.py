"""Figures of a half-year for a council of heads, and what would be rare in a review."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_shown_when_refused"),
        ("bodies", "0006_duty"),
        ("cases", "0008_research_by_group"),
    ]
    operations = [
        guarded("cases", "council_counts", for_staff=False),
        guarded("cases", "council_half"),
    ]
