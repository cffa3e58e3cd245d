"""Every environment variable that the site reads: production.md prints them, slips are told by them."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.vocabulary import Message
from hattama.phrases import CATALOGUES, language_of_locale
from hattama.web.operations.settings.faults import SettingFault, value_words

PREFIX = "HATTAMA_"
NEAR = 0.8


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: what it says, what holds without it, and whether its value must never be repeated."""

    name: str
    says: str
    default: str
    secret: bool = False


VARIABLES = (
    Variable(
        "HATTAMA_PRODUCTION",
        "`1`: this is production, and a start that is not fit for it is refused; `0`: it is not",
        "`0`",
    ),
    Variable(
        "HATTAMA_BASE_URL", "the address by which people reach the site; `https://` in production", "none"
    ),
    Variable(
        "DATABASE_URL",
        "`postgresql://user:password@host:port/name`, or `sqlite:` for a file in the data folder",
        "as `sqlite:`; must be said in production",
        secret=True,
    ),
    Variable(
        "HATTAMA_SECRET_KEY",
        "signs sessions and links in letters; at least 50 characters by chance",
        "made once and kept in the data folder, mode 600",
        secret=True,
    ),
    Variable("HATTAMA_DATA", "the data folder", "`var` in the current folder"),
    Variable(
        "HATTAMA_STORE",
        "where scans, photographs and lists are kept: `file`, or `s3://bucket/prefix` with keys in "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        "`file`: the data folder",
    ),
    Variable("HATTAMA_S3_ENDPOINT", "the address of the S3 service, where it is not Amazon's", "none"),
    Variable("HATTAMA_S3_REGION", "the region of the bucket", "`us-east-1`"),
    Variable(
        "HATTAMA_S3_SECONDS",
        "how long the S3 service may leave a request unanswered, 1 to 60 seconds",
        "`10`",
    ),
    Variable(
        "HATTAMA_MIRRORS",
        "addresses of copies of the log that others keep (`hattama mirror`), with spaces between; `/about/` "
        "lists them",
        "none",
    ),
    Variable(
        "HATTAMA_PROXIES",
        "how many proxies of yours stand before the site: they are believed about addresses and TLS",
        "`0`",
    ),
    Variable(
        "HATTAMA_LANGUAGES",
        "the languages of the site's pages and of the sheets for first logins, with commas between; the "
        "first is shown to whoever asks for none of them",
        "`kk,ru,en`",
    ),
    Variable(
        "HATTAMA_TIME_ZONE",
        "the time zone of pages that are of no election; every election has its own",
        "`UTC`",
    ),
    Variable(
        "HATTAMA_LOG_FORMAT",
        "`json` or `text`: how the server writes down what it does",
        "`json` in production",
    ),
    Variable(
        "HATTAMA_LOG_ORIGIN",
        "the name of logs of elections that open from now on",
        "the host of the base URL",
    ),
    Variable(
        "HATTAMA_LOG_KEY", "the file of a log's keys, or the folder of key files", "`keys` in the data folder"
    ),
    Variable("HATTAMA_LOG_SIGNER", "the socket of `hattama signer`, which then holds the keys", "none"),
    Variable(
        "HATTAMA_MAIL",
        "`smtp://`, `smtp+tls://`, `smtps://` with `user:password@host:port`, or `file:///folder`",
        "none: no letters leave",
        secret=True,
    ),
    Variable("HATTAMA_MAIL_FROM", "the sender of letters", "none"),
    Variable("AWS_ACCESS_KEY_ID", "who asks the S3 service", "none", secret=True),
    Variable("AWS_SECRET_ACCESS_KEY", "the secret of that asker", "none", secret=True),
    Variable(
        "HATTAMA_METRICS_TOKEN",
        "by this token programs on other machines read `/metrics`; at least 24 characters by chance",
        "none: only this machine itself reads them",
        secret=True,
    ),
    Variable("HATTAMA_LANG", "the language of commands: `kk`, `ru`, `en`", "the system's"),
    Variable("PORT", "the port of `hattama serve`", "`8000`"),
)

OF_OTHERS = (
    "HATTAMA_WITNESS_",
    "HATTAMA_BENCH_",
    "HATTAMA_ENDURANCE",
    "HATTAMA_SEED",
    "HATTAMA_SITE",
)
"""The witness tells its workers by variables; the rest is read by measurements, tests and examples."""


def known_names() -> list[str]:
    """The names of all variables."""
    return [variable.name for variable in VARIABLES]


def told_slips(variables: Mapping[str, str]) -> list[SettingFault]:
    """A sentence for each variable that says nothing: of a name that nobody reads, or of no language.

    They do not refuse a start.
    """
    found = variables.get("HATTAMA_LANG", "")
    if not found or language_of_locale(found) is not None:
        return _unknown_variables(variables)
    words = value_words("HATTAMA_LANG", found, ", ".join(CATALOGUES))
    return [SettingFault("HATTAMA_LANG", words, refuses=False), *_unknown_variables(variables)]


def _unknown_variables(variables: Mapping[str, str]) -> list[SettingFault]:
    """Those that look like one of ours. The value is not repeated: it may be a secret under a wrong name."""
    names = known_names()
    strangers = [
        name
        for name in sorted(variables)
        if name.startswith(PREFIX) and name not in names and not name.startswith(OF_OTHERS)
    ]
    return [_unknown(name, names) for name in strangers]


def _unknown(name: str, names: list[str]) -> SettingFault:
    near = difflib.get_close_matches(name, names, n=1, cutoff=NEAR)
    words = (
        Message("{name} is read by nobody (is it {near}?)").given(name=name, near=near[0])
        if near
        else Message("{name} is read by nobody").given(name=name)
    )
    return SettingFault(name, words, refuses=False)
