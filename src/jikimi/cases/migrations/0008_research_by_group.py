"""What an agency tells before a meeting is about one part of the case, and is read within it."""

from django.db import migrations, models

import jikimi.cases.wall
from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_research")]

    operations = [
        guarded("cases", "research"),
        migrations.AddField(
            model_name="research",
            name="field_group",
            field=models.CharField(default="discussion", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="research",
            name="basis_note",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.RemoveConstraint(model_name="research", name="cases_research_rows"),
        migrations.AddConstraint(
            model_name="research",
            constraint=jikimi.cases.wall.ResearchWall(name="cases_research_rows"),
        ),
    ]
