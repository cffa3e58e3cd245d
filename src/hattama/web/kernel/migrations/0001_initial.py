from django.conf import settings
from django.db import migrations

from hattama.web.kernel.stores.first_tables import FirstTables


class Migration(FirstTables):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
