"""Editions of the booklet: the public may know of them, not what they said."""

import django.db.models.deletion
import jikimi.access.policy
import jikimi.directory.models.edition
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_confirmations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(unique=True)),
                ("issued_on", models.DateField()),
                ("hash", models.CharField(max_length=64)),
                ("entries", models.PositiveIntegerField()),
                ("waiting", models.PositiveIntegerField()),
                ("issued_by_id", models.BigIntegerField(default=0)),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="EditionEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("prints", models.JSONField()),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="EditionContent",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="content",
                        serialize=False,
                        to="directory.edition",
                    ),
                ),
                ("content", models.JSONField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=jikimi.directory.models.edition.ForEverybody(name="directory_edition_rows"),
        ),
        migrations.AddField(
            model_name="editionentry",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="printed",
                to="directory.edition",
            ),
        ),
        migrations.AddConstraint(
            model_name="editioncontent",
            constraint=jikimi.access.policy.RowPolicy(
                insert="(SELECT access_is(22) OR access_is(30) OR coalesce(bool_or(p % 8 = 3), false) FROM unnest(access_principals()) p)",
                name="directory_edition_content_rows",
                select="(SELECT access_is(22) OR access_is(30) OR coalesce(bool_or(p % 8 = 3), false) FROM unnest(access_principals()) p)",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionentry",
            constraint=models.UniqueConstraint(
                fields=("edition", "entry_id"), name="directory_edition_entry_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="editionentry",
            constraint=jikimi.directory.models.edition.ForEverybody(
                name="directory_edition_entry_rows"
            ),
        ),
    ]
