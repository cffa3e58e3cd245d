"""Reports of people about differing papers, which only grow, and who asked to be told of changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hattama.web.kernel.stores.protection import protect, unprotect

GROWING = ("difference_report", "report_step")


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0009_divisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DifferenceReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contest", models.CharField(max_length=48)),
                ("entry_index", models.PositiveBigIntegerField()),
                ("rows", models.JSONField(default=list)),
                ("message", models.TextField(blank=True)),
                ("photo_sha256", models.CharField(blank=True, max_length=64)),
                ("reported_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difference_reports",
                        to="archive.arearow",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difference_reports",
                        to="archive.electionrow",
                    ),
                ),
            ],
            options={
                "db_table": "difference_report",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("key", models.CharField(max_length=64, unique=True)),
                ("nonce", models.CharField(max_length=64)),
                ("confirm_sha256", models.CharField(max_length=64, unique=True)),
                ("leave_sha256", models.CharField(max_length=64, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("told_size", models.PositiveBigIntegerField(default=0)),
                ("letter_until", models.PositiveBigIntegerField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="archive.arearow",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="archive.electionrow",
                    ),
                ),
            ],
            options={
                "db_table": "subscription",
            },
        ),
        migrations.CreateModel(
            name="ReportContact",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="contact",
                        serialize=False,
                        to="archive.differencereport",
                    ),
                ),
                ("contact", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "report_contact",
            },
        ),
        migrations.CreateModel(
            name="ReportStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(max_length=16)),
                ("answer", models.TextField(blank=True)),
                ("released_sha256", models.CharField(blank=True, max_length=64)),
                ("role", models.CharField(max_length=32)),
                ("moment", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="archive.differencereport",
                    ),
                ),
            ],
            options={
                "db_table": "report_step",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="SubscriberAddress",
            fields=[
                (
                    "subscription",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="address",
                        serialize=False,
                        to="archive.subscription",
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
            ],
            options={
                "db_table": "subscriber_address",
            },
        ),
        migrations.AddIndex(
            model_name="differencereport",
            index=models.Index(fields=["area", "reported_at"], name="report_of_area"),
        ),
        migrations.RunPython(
            lambda apps, editor: protect(editor.connection, GROWING),
            lambda apps, editor: unprotect(editor.connection, GROWING),
        ),
    ]
