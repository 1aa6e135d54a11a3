"""Search: need words, searches that found nothing, the closed index and what keeps and asks it."""

import django.contrib.postgres.fields
import django.utils.timezone
import jikimi.access.policy
import uuid
from django.db import migrations, models

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0006_bringing'),
    ]

    operations = [
        migrations.CreateModel(
            name='MissedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField()),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('times', models.IntegerField(default=1)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-week', '-times'],
                'constraints': [models.UniqueConstraint(fields=('week', 'words'), name='directory_missed_once'), jikimi.access.policy.RowPolicy(name='directory_missed_rows', select="(SELECT current_setting('jikimi.ticket', true)) <> ''", update="(SELECT access_principals()) <> '{}'")],
            },
        ),
        migrations.CreateModel(
            name='NeedWord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('phrase', models.CharField(max_length=80)),
                ('language', models.CharField(default='ko', max_length=8)),
                ('need', models.CharField(max_length=40)),
                ('who', models.CharField(blank=True, default='', max_length=10)),
                ('is_removed', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-changed_at'],
                'constraints': [jikimi.access.policy.OpenPolicy(name='directory_needword_open')],
            },
        ),
        guarded("directory", "finding", for_staff=False),
        guarded("directory", "finding_texts", for_staff=False),
        guarded("directory", "finding_inner", for_staff=False),
        guarded("directory", "finding_search"),
        owned("directory", "finding_triggers"),
    ]
