"""Looks at what is personal are recorded, in a table that only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hattama.web.kernel.stores.protection import protect, unprotect

GROWING = ("personal_read",)


def protect_reads(apps, schema_editor):
    protect(schema_editor.connection, GROWING)


def unprotect_reads(apps, schema_editor):
    unprotect(schema_editor.connection, GROWING)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0014_offline_statements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonalRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=32)),
                ("election_id", models.CharField(max_length=48)),
                ("area_id", models.CharField(blank=True, max_length=64)),
                ("subject", models.CharField(blank=True, max_length=64)),
                ("moment", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal_reads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "personal_read",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["election_id", "area_id"], name="personal_read_where")],
            },
        ),
        migrations.RunPython(protect_reads, unprotect_reads),
    ]
