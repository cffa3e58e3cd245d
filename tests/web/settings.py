"""The settings of the house with a data folder of its own for each test process, wiped at the end."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hatch_build import compile_catalogues

_folder = tempfile.mkdtemp(prefix="hattama-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
# Before the settings are read: they look the folder up while they are imported.
os.environ["HATTAMA_DATA"] = _folder

# Before Django reads what a fresh clone has not compiled yet: it would keep its silence.
compile_catalogues()

from hattama.web.operations.settings import *  # noqa: E402, F403
from hattama.web.operations.settings import CACHES as CACHES_OF_THE_HOUSE  # noqa: E402

if not os.environ.get("DATABASE_URL"):
    # A file as in real use: the database in memory has no write-ahead log and knows other locks.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/tests.sqlite3"}  # noqa: F405
else:
    # A test lives in one transaction, and may wait long for a program or a browser. Losing it would cost all
    # that share what was prepared in it.
    _options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    _options["options"] += " -c idle_in_transaction_session_timeout=0"

# Slowness is the virtue of a password hash, and the tests log in a thousand times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Counts of failed logins stay out of the database, so that a test of pure forms needs none; one test asks the
# cache of the house itself.
DATABASE_CACHE = CACHES_OF_THE_HOUSE["default"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Elections that are built once are put back into other folders, with people whose second factors are sealed.
FACTOR_KEY = Path(_folder) / "factor_key"
