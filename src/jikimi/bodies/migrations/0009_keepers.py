"""The agency that hosts a body keeps its roles, as a police station keeps its working council's."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):

    dependencies = [
        ('bodies', '0008_recruiting_dates'),
    ]

    operations = [guarded("bodies", "keepers"), owned("bodies", "keepers_triggers")]
