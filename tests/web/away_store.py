"""A store on the disk that can be sent away, as a service at the other end of a cable can be."""

from pathlib import Path

from hattama.web.kernel.stores.file_store import FileStore
from hattama.web.kernel.stores.object_store import StoreUnavailable


class AwayStore(FileStore):
    """Takes and gives nothing while `away`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.away = False

    def put(self, key, data, told=None):
        self._refuse_if_away(key)
        return super().put(key, data)

    def replace(self, key, data, told=None):
        self._refuse_if_away(key)
        super().replace(key, data)

    def get(self, key):
        self._refuse_if_away(key)
        return super().get(key)

    def pieces(self, key, first=0, end=None):
        self._refuse_if_away(key)
        return super().pieces(key, first, end)

    def _refuse_if_away(self, key: str) -> None:
        if self.away:
            raise StoreUnavailable(f"{key}: away")
