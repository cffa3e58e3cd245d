"""Static files under names that hold a hash of their bytes, so that they may be kept for ever."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

FOLDERS = ("hattama",)
"""Of the static files, those that public pages use; the desk's stay at home."""


class HashedFiles(ManifestStaticFilesStorage):
    """Django's hashing of names, with the imports of scripts followed, too."""

    support_js_module_import_aggregation = True


def hashed_files() -> tuple[dict[str, str], dict[str, bytes]]:
    """Names with their hashed ones, and the files by their hashed names."""
    with tempfile.TemporaryDirectory() as place:
        storage = HashedFiles(location=place)
        names = dict(_copied(Path(place)))
        for _, _, trouble in storage.post_process({name: (storage, name) for name in names}):
            if isinstance(trouble, Exception):
                raise trouble
        hashed = {name: storage.hashed_files[storage.hash_key(name)] for name in names}
        return hashed, {told: (Path(place) / told).read_bytes() for told in hashed.values()}


def _copied(place: Path) -> Iterator[tuple[str, Path]]:
    for root in map(Path, settings.STATICFILES_DIRS):
        for folder in FOLDERS:
            for path in sorted((root / folder).rglob("*")):
                if path.is_file():
                    name = path.relative_to(root).as_posix()
                    (place / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, place / name)
                    yield name, path
