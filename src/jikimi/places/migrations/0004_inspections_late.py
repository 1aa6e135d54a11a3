"""The clock knows which inspections are past their day, whoever else may know of them."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_inspections_kept'),
    ]

    operations = [
        guarded('places', 'inspections_late'),
    ]
