"""What people say with their answer; calendar entries of meetings; recusals reach matters."""

from django.db import migrations, models

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):

    dependencies = [("bodies", "0006_duty")]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="why",
            field=models.CharField(blank=True, max_length=200),
        ),
        guarded("bodies", "invitations"),
        owned("bodies", "invitation_triggers"),
    ]
