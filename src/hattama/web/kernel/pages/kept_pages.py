"""Pages that a browser keeps for times without a network: a service worker and its edition."""

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.templatetags.static import static

_KEPT = "hattama/kept-worker.js"


def worker_script(
    worker: str, family: str, shells: Sequence[tuple[str, bytes]], files: Sequence[str], **named: str
) -> HttpResponse:
    """The static script `worker`, told what it keeps: pages (`shells`: address, content) and static `files`.

    Its CACHE bears the hash of all of them, so that a browser takes a new edition whole or keeps the old one.
    """
    digest = hashlib.sha256(b"".join(content for _, content in shells))
    for name in files:
        digest.update(_source(name))
    kept = [*(address for address, _ in shells), *map(static, files)]
    cache = f"{family}{digest.hexdigest()[:16]}"
    told = {"FAMILY": family, "CACHE": cache, **named, "FILES": kept}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in told.items()]
    script = "\n".join([*lines, *(_source(name).decode() for name in (_KEPT, worker))])
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=64)
def _source(name: str) -> bytes:
    found = finders.find(name)
    return Path(str(found)).read_bytes()
