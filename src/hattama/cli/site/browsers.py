"""How a question looks that a person's browser sends: a site that knows who checks it shows them other pages.

The order of the questions, and how a connection is encrypted, may still be known.
"""

import random
import zlib
from collections.abc import Mapping
from typing import Final

from hattama.fetching import Answer

_FIREFOX: Final = (
    *("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10.15", "X11; Linux x86_64"),
    "Android 14; Mobile",
)
_LANGUAGES: Final = (
    "ru-RU,ru;q=0.8,en-US;q=0.5,en;q=0.3",
    "kk,ru;q=0.8,en-US;q=0.5,en;q=0.3",
    "en-US,en;q=0.5",
)
_GZIP_OR_ZLIB: Final = 47


def as_a_browser(chance: random.Random) -> Mapping[str, str]:
    """What one browser, drawn by chance, says of itself with each page that is opened by its address."""
    system, edition = chance.choice(_FIREFOX), chance.choice(("128.0", "140.0"))
    return {
        "User-Agent": f"Mozilla/5.0 ({system}; rv:{edition}) Gecko/20100101 Firefox/{edition}",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": chance.choice(_LANGUAGES),
        "Accept-Encoding": "gzip, deflate",
        "Connection": "keep-alive",
        "Upgrade-Insecure-Requests": "1",
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "none",
        "Sec-Fetch-User": "?1",
    }


def unpacked(answer: Answer, most: int) -> bytes | None:
    """The body of an answer, as it was before it was compressed; None where it is longer than `most` bytes.
    One that is compressed in another way is given as it came: it has no shape that is known."""
    body = answer.body
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if headers.get("content-encoding", "").lower() in ("gzip", "deflate"):
        try:
            body = zlib.decompressobj(_GZIP_OR_ZLIB).decompress(body, most + 1)
        except zlib.error:
            return answer.body[:most]
    return body if len(body) <= most else None
