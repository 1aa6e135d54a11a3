"""A report says who was in it and no more: nothing ever tied its parties to persons of cases."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_lists_in_order")]
    operations = [
        guarded("cases", "parties_as_told", for_staff=False),
        guarded("cases", "importing_sooner", for_staff=False),
        migrations.RemoveIndex(model_name="reportparty", name="cases_reportparty_person"),
        migrations.RemoveField(model_name="reportparty", name="person"),
    ]
