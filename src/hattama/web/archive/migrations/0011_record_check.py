"""The check of the published record: draws, readings and judgements, which only grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hattama.web.kernel.stores.protection import protect, unprotect

GROWING = ("drawn_paper", "stranger_reading", "figure_judgement")


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0010_citizens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tree_size", models.PositiveBigIntegerField()),
                ("listed", models.PositiveIntegerField()),
                ("list_sha256", models.CharField(max_length=64)),
                ("fixed_at", models.DateTimeField()),
                ("seed", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveIntegerField(default=0)),
                ("drawn_at", models.DateTimeField(null=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_draws",
                        to="archive.electionrow",
                    ),
                ),
                (
                    "fixed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "record_draw",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="DrawnPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("contest", models.CharField(max_length=48)),
                ("entry_index", models.PositiveBigIntegerField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn_papers",
                        to="archive.arearow",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="archive.recorddraw",
                    ),
                ),
            ],
            options={
                "db_table": "drawn_paper",
                "ordering": ("draw", "position"),
            },
        ),
        migrations.CreateModel(
            name="StrangerReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answers", models.JSONField()),
                ("read_at", models.DateTimeField()),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="archive.drawnpaper",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "stranger_reading",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="FigureJudgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contest", models.CharField(max_length=48)),
                ("entry_index", models.PositiveBigIntegerField()),
                ("key", models.CharField(max_length=96)),
                ("origin", models.CharField(max_length=16)),
                ("published", models.BigIntegerField(null=True)),
                ("read", models.CharField(max_length=20)),
                ("verdict", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("role", models.CharField(max_length=32)),
                ("judged_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figure_judgements",
                        to="archive.arearow",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figure_judgements",
                        to="archive.electionrow",
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "figure_judgement",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["election", "entry_index"], name="judgement_of_version")],
            },
        ),
        migrations.AddConstraint(
            model_name="drawnpaper",
            constraint=models.UniqueConstraint(fields=("draw", "position"), name="paper_drawn_once"),
        ),
        migrations.AddConstraint(
            model_name="strangerreading",
            constraint=models.UniqueConstraint(fields=("paper", "reader"), name="paper_read_once"),
        ),
        migrations.RunPython(
            lambda apps, editor: protect(editor.connection, GROWING),
            lambda apps, editor: unprotect(editor.connection, GROWING),
        ),
    ]
