"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
application = get_wsgi_application()

# After the application: settings and rooms must stand before addresses can be read.
from hattama.web.kernel.accounts.address_rules import refuse_unruled_addresses  # noqa: E402
from hattama.web.operations.settings.production import refuse_unfit_environment  # noqa: E402

refuse_unfit_environment(os.environ)
refuse_unruled_addresses()
