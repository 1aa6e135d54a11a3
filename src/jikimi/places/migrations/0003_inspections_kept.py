"""A draw is committed before it is made; a photo is as unknown as its inspection; repairs are accepted."""

import django.utils.timezone
import jikimi.places.wall
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0002_list_keys'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='draw',
            options={'ordering': ['-committed_at']},
        ),
        migrations.RemoveConstraint(
            model_name='placephoto',
            name='places_placephoto_rows',
        ),
        migrations.RemoveConstraint(
            model_name='repair',
            name='places_repair_stage',
        ),
        migrations.AddField(
            model_name='draw',
            name='committed_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='draw',
            name='lots',
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name='draw',
            name='seed_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='draw',
            name='words',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='inspection',
            name='summary',
            field=models.CharField(blank=True, max_length=600),
        ),
        migrations.AddField(
            model_name='inspection',
            name='unsettled',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='repair',
            name='kind',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name='draw',
            name='drawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='draw',
            name='drawn_from',
            field=models.IntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='draw',
            name='population',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name='repair',
            index=models.Index(fields=['hazard_id'], name='places_repair_hazard'),
        ),
        migrations.AddConstraint(
            model_name='placephoto',
            constraint=jikimi.places.wall.ToldPolicy(name='places_placephoto_rows', open_when='NOT has_faces AND (inspection_id IS NULL OR EXISTS (SELECT 1 FROM places_inspection i WHERE i.id = inspection_id))'),
        ),
        migrations.AddConstraint(
            model_name='repair',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('open', 'accepted', 'done', 'not_possible', 'checked', 'withdrawn'))), name='places_repair_stage'),
        ),
    ]
