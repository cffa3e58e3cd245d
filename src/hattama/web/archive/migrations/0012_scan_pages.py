"""What is read from scans: their pages, and what is odd about a paper."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0011_record_check"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScanReadingRow",
            fields=[
                (
                    "scan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="archive.scan",
                    ),
                ),
                ("state", models.CharField(max_length=16)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "scan_reading",
            },
        ),
        migrations.CreateModel(
            name="PaperFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contest", models.CharField(max_length=48)),
                ("page", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("other_election", models.CharField(blank=True, max_length=48)),
                ("other_area", models.CharField(max_length=64)),
                ("other_contest", models.CharField(max_length=48)),
                ("differing_bits", models.PositiveSmallIntegerField(null=True)),
                ("found_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_findings",
                        to="archive.arearow",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="archive.electionrow"),
                ),
                (
                    "other_scan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="archive.scan",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="archive.scan",
                    ),
                ),
            ],
            options={
                "db_table": "paper_finding",
                "ordering": ("election_id", "area_id", "contest", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("area", "contest", "scan", "page", "kind", "other_area", "other_contest"),
                        name="paper_finding_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("state", models.CharField(max_length=16)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("shown", models.CharField(blank=True, max_length=64)),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("form_page", models.PositiveSmallIntegerField(null=True)),
                ("marks", models.PositiveSmallIntegerField(default=0)),
                ("farthest_mm", models.FloatField(null=True)),
                ("paper_election", models.CharField(blank=True, max_length=48)),
                ("paper_contest", models.CharField(blank=True, max_length=48)),
                ("paper_area", models.CharField(blank=True, max_length=64)),
                ("paper_layout", models.CharField(blank=True, max_length=8)),
                ("paper_copy", models.PositiveSmallIntegerField(null=True)),
                ("paper_page", models.PositiveSmallIntegerField(null=True)),
                ("signature", models.BinaryField(null=True)),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page_rows",
                        to="archive.scan",
                    ),
                ),
            ],
            options={
                "db_table": "scan_page",
                "ordering": ("scan_id", "number"),
                "indexes": [models.Index(fields=["paper_layout", "id"], name="scan_page_layout")],
                "constraints": [models.UniqueConstraint(fields=("scan", "number"), name="scan_page_once")],
            },
        ),
    ]
