"""This room knows how one address is asked over HTTP, with an end to each answer in bytes and in time; it
does not know what is fetched, or what becomes of it.
"""

from hattama.fetching.bounded import (
    Address,
    AddressRefused,
    Answer,
    PrivateHost,
    cut_after,
    parse_address,
    parse_file_address,
)
