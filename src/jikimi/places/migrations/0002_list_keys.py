"""What names a site in the list of its keeper."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='site',
            name='list_key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='siteimport',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.UniqueConstraint(condition=models.Q(('list_key', ''), _negated=True), fields=('kind', 'list_key'), name='places_site_once_in_a_list'),
        ),
    ]
