"""A team hands a signal on to another team; the clock learns which signals wait for an answer."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_forms_decided")]
    operations = [guarded("cases", "signals")]
