"""After the duress code as many walks may begin as after a cancel."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [('escorts', '0012_marks_kept')]

    operations = [guarded("escorts", "begin_again", for_staff=False)]
