"""Ed25519 signatures checked with whole numbers alone (RFC 8032, section 5.1.7).

The rule, where the RFC leaves a choice, is the strict one: a public key is written the one right way (its y
below the field's prime) and is no point of small order, which would sign anything; the second half of a
signature is below the order of the group; the equation is asked without the cofactor, by comparing the bytes
of R. What is checked is public, so nothing here takes the same time for every input.
"""

from hashlib import sha512
from typing import Final, TypeAlias

_PRIME: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _PRIME) % _PRIME
_ROOT_OF_MINUS_ONE: Final = pow(2, (_PRIME - 1) // 4, _PRIME)

# x, y, z, t with x = x/z, y = y/z, x*y = t/z
Point: TypeAlias = tuple[int, int, int, int]

_NEUTRAL: Final[Point] = (0, 1, 1, 0)


def is_sound_key(public_key: bytes) -> bool:
    """Whether 32 bytes are a public key that the rule above lets sign."""
    return _sound_key(public_key) is not None


def verify_signature(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature holds; False for bytes that are no key or no signature."""
    key = _sound_key(public_key)
    second = int.from_bytes(signature[32:], "little")
    if key is None or len(signature) != 64 or second >= _ORDER:
        return False
    challenge = sha512(signature[:32] + public_key + message).digest()
    x, y, z, t = key
    minus_key = (-x % _PRIME, y, z, -t % _PRIME)
    found = _sum_of_multiples(second, _BASE, int.from_bytes(challenge, "little") % _ORDER, minus_key)
    return _encoded(found) == signature[:32]


def _sound_key(public_key: bytes) -> Point | None:
    """The point of a key that the rule above lets sign: eight times it is not the neutral one."""
    point = eightfold = _decoded(public_key)
    for _ in range(3):
        eightfold = eightfold and _added(eightfold, eightfold)
    return None if eightfold is None or _is_neutral(eightfold) else point


def _decoded(data: bytes) -> Point | None:
    """The point that 32 bytes stand for; None where they stand for none, or another way would be right."""
    if len(data) != 32:
        return None
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if y >= _PRIME:
        return None
    numerator, denominator = (y * y - 1) % _PRIME, (_D * y * y + 1) % _PRIME
    x = numerator * pow(denominator, 3, _PRIME) % _PRIME
    x = x * pow(numerator * pow(denominator, 7, _PRIME), (_PRIME - 5) // 8, _PRIME) % _PRIME
    if denominator * x * x % _PRIME != numerator:
        x = x * _ROOT_OF_MINUS_ONE % _PRIME
    if denominator * x * x % _PRIME != numerator or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _PRIME - x
    return x, y, 1, x * y % _PRIME


def _encoded(point: Point) -> bytes:
    inverse = pow(point[2], -1, _PRIME)
    x, y = point[0] * inverse % _PRIME, point[1] * inverse % _PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _is_neutral(point: Point) -> bool:
    return point[0] == 0 and point[1] == point[2]


def _added(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % _PRIME
    c = 2 * _D * one[3] * other[3] % _PRIME
    d = 2 * one[2] * other[2] % _PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _PRIME, g * h % _PRIME, f * g % _PRIME, e * h % _PRIME


def _sum_of_multiples(first: int, one: Point, second: int, other: Point) -> Point:
    """`first` times one point and `second` times another, added up bit by bit."""
    choices = (None, one, other, _added(one, other))
    total = _NEUTRAL
    for bit in range(max(first.bit_length(), second.bit_length()) - 1, -1, -1):
        total = _added(total, total)
        chosen = choices[(first >> bit & 1) | (second >> bit & 1) << 1]
        if chosen is not None:
            total = _added(total, chosen)
    return total


def _base() -> Point:
    base = _decoded((4 * pow(5, -1, _PRIME) % _PRIME).to_bytes(32, "little"))
    assert base is not None, "RFC 8032 names a point of the curve"
    return base


_BASE: Final = _base()
