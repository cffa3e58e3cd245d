"""The least that any site must do with a protocol: a bare Django view, one file kept, one row inserted.

No session, no token, no rights, no rules, no log: `application` is for `granian --interface wsgi`, with
DATABASE_URL and HATTAMA_DATA. The file is flushed with its folder, as ours is; the row is committed.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from hattama.web.kernel.stores.durable_files import replace_durably
from hattama.web.operations.settings.database import database_settings

FOLDER = Path(os.environ.get("HATTAMA_DATA", "var")) / "bare"
TABLE = "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, said jsonb, scan varchar(64))"


def keep(request: HttpRequest) -> HttpResponse:
    """Keep the upload and insert the figures."""
    file = request.FILES["scan"]
    assert isinstance(file, UploadedFile)
    data = file.read()
    name = hashlib.sha256(data).hexdigest()
    replace_durably(FOLDER / name[:2] / name, data)
    with connection.cursor() as cursor:
        said = json.dumps(dict(request.POST.items()))
        cursor.execute("INSERT INTO bare (said, scan) VALUES (%s, %s)", [said, name])
    return HttpResponse("kept")


def make_table() -> None:
    """The one table, before anything is measured."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


urlpatterns = [path("keep", keep)]
settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="of the measurement",
    MIDDLEWARE=[],
    DATABASES={"default": database_settings(os.environ.get("DATABASE_URL", ""), FOLDER.parent)},
    FILE_UPLOAD_MAX_MEMORY_SIZE=1 << 20,
)
django.setup()
application = WSGIHandler()

if __name__ == "__main__":
    make_table()
