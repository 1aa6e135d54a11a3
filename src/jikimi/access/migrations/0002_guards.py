"""The record, the outbox and the cache; written only through guard functions."""

from django.db import migrations

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [
        guarded("access", "record"),
        guarded("access", "notices"),
        owned("access", "triggers"),
        owned("access", "cache"),
    ]
