from django.conf import settings
from django.db import migrations

from hattama.web.kernel.elections.tables import index_words
from hattama.web.kernel.stores.first_tables import FirstTables


class Migration(FirstTables):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    last = (index_words,)
