"""When an agency agreed, the seat it took, an agreement that was recorded by mistake."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bodies', '0007_invitations'),
    ]

    operations = [
        migrations.AddField(
            model_name='candidate',
            name='agreed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='candidate',
            name='seat',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='bodies.seat'),
        ),
        migrations.AddField(
            model_name='signing',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
