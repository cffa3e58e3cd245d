"""Acts, log entries and steps of lives can be added from here on, and neither changed nor deleted."""

from django.db import migrations

from hattama.web.kernel.stores.protection import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0006_life"),
    ]

    operations = [
        migrations.RunPython(
            lambda apps, editor: protect(editor.connection),
            lambda apps, editor: unprotect(editor.connection),
        ),
    ]
