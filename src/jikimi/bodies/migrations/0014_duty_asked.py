"""When people have duty already, and the calendar behind a secret link."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("bodies", "0013_undertakings")]
    operations = [guarded("bodies", "duty")]
