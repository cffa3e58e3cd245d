"""What the site hashes passphrases with, by whoever comes and as many at once as come."""

from django.contrib.auth.hashers import Argon2PasswordHasher

from hattama.web.kernel.accounts.hashing_line import HashInTurn


class HashedAtOnce(HashInTurn):
    """The same work in no line."""

    encode = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify
