"""What is listed by body carries the number of the body."""

from jikimi.access.guarded import guarded, owned
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('bodies', '0002_guards'),
        ('cases', '0003_urgent_nominations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        guarded("cases", "steered"),
        migrations.RemoveIndex(
            model_name='participation',
            name='cases_participation_case',
        ),
        migrations.AddField(
            model_name='action',
            name='body',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body'),
        ),
        migrations.AddField(
            model_name='measure',
            name='body',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body'),
        ),
        migrations.AlterField(
            model_name='participation',
            name='agency',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['body', 'due_on'], name='cases_action_steered'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), ('owner__isnull', True)), fields=['agency'], name='cases_action_unowned'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['lead_agency', 'review_due_on'], name='cases_case_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['body', 'review_due_on'], name='cases_case_due_in_body'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('stage__in', ('nominated', 'selected'))), fields=['body', 'stage', 'stage_since'], name='cases_case_early'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('lead_member_id__isnull', True), models.Q(('stage__in', ('closed', 'declined')), _negated=True)), fields=['lead_agency'], name='cases_case_unled'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('lead_member_id__isnull', True), models.Q(('stage__in', ('closed', 'declined')), _negated=True)), fields=['body'], name='cases_case_unled_in_body'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['body', 'ends_on'], name='cases_measure_steered'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(condition=models.Q(('accepted_at__isnull', True), ('ended_at__isnull', True)), fields=['agency', 'since'], name='cases_participation_asked'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(condition=models.Q(('review_due_at__isnull', False), ('reviewed_at__isnull', True)), fields=['review_due_at'], name='cases_participation_urgent'),
        ),
        owned("cases", "steered_triggers"),
    ]
