"""Grades, escalation and the calendar of registered households are watched by dated rules."""

from django.db import migrations, models

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_alerting")]
    operations = [
        migrations.AddField(
            model_name="registration",
            name="ended_how",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name="registration",
            name="ended_why",
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["repeat_until"],
                name="cases_case_flag_ends",
                condition=models.Q(("is_repeat", True)),
            ),
        ),
        guarded("cases", "watching_steps", for_staff=False),
        guarded("cases", "watching"),
        owned("cases", "watching_triggers"),
    ]
