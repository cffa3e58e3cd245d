import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0004_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contest", models.CharField(max_length=48)),
                ("source", models.CharField(max_length=48)),
                ("stage", models.CharField(max_length=16)),
                ("figures", models.JSONField()),
                ("stated_at", models.DateTimeField(null=True)),
                ("document_sha256", models.CharField(blank=True, max_length=64)),
                ("entry_index", models.PositiveBigIntegerField()),
                ("leaf_hash", models.CharField(max_length=64)),
                ("replaced_by", models.PositiveBigIntegerField(null=True)),
                ("published_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="archive.arearow",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="archive.electionrow"),
                ),
            ],
            options={
                "db_table": "published_claim",
                "ordering": ("entry_index",),
                "indexes": [models.Index(fields=["election", "contest"], name="claim_contest")],
                "constraints": [
                    models.UniqueConstraint(fields=("election", "entry_index"), name="claim_once")
                ],
            },
        ),
    ]
