"""Public lists are counted and paged without a look at the rows; postal codes are found."""

from django.db import migrations

_LISTS = ("service", "serviceatlocation", "organization", "location")


def _index(name: str, table: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE INDEX {name} ON {table} ({column}) WHERE acl IS NULL", f"DROP INDEX {name}"
    )


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0007_finding"),
    ]

    operations = [
        *(_index(f"directory_{name}_public", f"directory_{name}", "id") for name in _LISTS),
        _index("directory_address_code", "directory_address", "postal_code"),
    ]
