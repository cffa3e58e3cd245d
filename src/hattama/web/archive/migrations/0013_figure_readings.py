"""What the reader of digits read from the boxes of scans."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0012_scan_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureReadingRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=96)),
                ("value", models.BigIntegerField(null=True)),
                ("confidence", models.PositiveSmallIntegerField()),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figure_readings",
                        to="archive.scanpage",
                    ),
                ),
            ],
            options={
                "db_table": "figure_reading",
                "constraints": [models.UniqueConstraint(fields=("page", "key"), name="figure_read_once")],
            },
        ),
    ]
