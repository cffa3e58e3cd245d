"""Keys of telephones, and the signed statements that they send when there is a network again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0013_figure_readings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeviceKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_id", models.CharField(max_length=64, unique=True)),
                ("algorithm", models.CharField(max_length=16)),
                ("public_key", models.CharField(help_text="base64 of the raw public key", max_length=120)),
                ("label", models.CharField(blank=True, max_length=80)),
                ("methods", models.CharField(blank=True, max_length=120)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("lost", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="device_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "device_key",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="OfflineStatementRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nonce", models.CharField(max_length=32, unique=True)),
                ("contest", models.CharField(max_length=48)),
                ("statement", models.TextField()),
                ("signature", models.CharField(max_length=120)),
                ("acted_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("state", models.CharField(max_length=16)),
                ("reason", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offline_statements",
                        to="archive.arearow",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="archive.devicekey",
                    ),
                ),
            ],
            options={
                "db_table": "offline_statement",
                "indexes": [models.Index(fields=["area", "contest", "state"], name="offline_of_protocol")],
            },
        ),
    ]
