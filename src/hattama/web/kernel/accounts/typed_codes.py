"""Codes that a program makes up, and a person types from paper."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, so that nothing on paper is read two ways."""

_GROUP_LENGTH = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(groups: int) -> str:
    """A code of so many groups of four signs, 20 random bits each, such as `7Q2M-0XKD-41TZ-9HRV`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(groups))


def hash_of_code(typed: str) -> str:
    """SHA-256 of a code as typed: case, spaces and hyphens do not count, O is 0, I and L are 1."""
    plain = "".join(sign for sign in typed.upper().translate(_READ_AS) if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
