"""What a page showed stands in the record even when the change sent with it was refused."""

from django.db import migrations

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("access", "0002_guards")]
    operations = [guarded("access", "append")]
