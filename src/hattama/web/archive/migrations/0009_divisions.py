from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0008_night"),
    ]

    operations = [
        migrations.AddField(
            model_name="arearow",
            name="beside",
            field=models.CharField(blank=True, max_length=255),
        ),
    ]
