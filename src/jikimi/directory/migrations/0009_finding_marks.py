"""An import's marks do not wake the search index one by one."""

from django.db import migrations

from jikimi.access.guarded import owned


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0008_published_lists"),
    ]

    operations = [owned("directory", "finding_marks")]
