from django.conf import settings
from django.db import migrations

from hattama.web.kernel.stores.first_tables import FirstTables
from hattama.web.protocols.tables import keep_current_states


class Migration(FirstTables):
    dependencies = [
        ("kernel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    last = (keep_current_states,)
