"""How far cases come on their pathways is counted for those who sit together."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_watching")]
    operations = [guarded("cases", "funnel")]
