"""A name that few people share is found as quickly in a nation as in a town."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_ties")]
    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass("name", name="varchar_pattern_ops"),
                name="cases_person_name",
                condition=models.Q(("name", ""), _negated=True),
            ),
        ),
        guarded("cases", "search_names", for_staff=False),
    ]
