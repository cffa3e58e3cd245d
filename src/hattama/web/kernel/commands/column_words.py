"""What the columns of printed tables, and the codes in their cells, are called by readers.

Only the table for people speaks so: CSV and JSON keep the English names and codes, which never change.
"""

from collections.abc import Sequence

from hattama.core.vocabulary import Message
from hattama.phrases import say

ROLE_WORDS = {
    "typist": Message("typist of a precinct"),
    "chair": Message("chair of a precinct commission"),
    "district_member": Message("member of a district commission"),
    "territorial_reviewer": Message("reviewer of a territorial commission"),
    "territorial_head": Message("head of a territorial commission"),
    "central_reviewer": Message("reviewer of the central commission"),
    "central_head": Message("head of the central commission"),
    "auditor": Message("auditor"),
    "reader": Message("volunteer who reads papers again"),
    "observation": Message("member of an organisation of observers"),
    "administrator": Message("administrator of accounts"),
}
CIVIC_ROLES = {
    "typist": Message("Volunteer who types copies"),
    "chair": Message("Volunteer who answers for a polling station"),
    "district_member": Message("Volunteer of a district"),
    "territorial_reviewer": Message("Volunteer who decides where readings differ"),
    "territorial_head": Message("Volunteer who mends what is published"),
    "central_reviewer": Message("Volunteer who decides where readings differ"),
    "central_head": Message("Volunteer who mends what is published"),
}
"""What the roles of commissions are called where no commission counts."""
_AREA = Message("Area")
_HEADS = {
    "what": Message("What"),
    "value": Message("How many"),
    "area": _AREA,
    "area_id": _AREA,
    "contest": Message("Contest"),
    "figure": Message("Code", "column"),
    "label": Message("Figure"),
    "total": Message("Sum", "column"),
    "contributors": Message("From so many protocols"),
    "lacking": Message("Lacking"),
    "code": Message("Rule"),
    "severity": Message("Weight", "column"),
    "verdict": Message("Result"),
    "figures": Message("Figures", "column"),
    "left": Message("Left side"),
    "right": Message("Right side"),
    "row": Message("Row"),
    "log_index": Message("Log entry", "column"),
    "source": Message("Source"),
    "stage": Message("Stage"),
    "against": Message("Held against"),
    "other_source": Message("Other source"),
    "other_stage": Message("Other stage"),
    "claimed": Message("Declared"),
    "other": Message("Held against the number"),
    "difference": Message("Difference"),
    "annulled": Message("Annulled"),
    "other_index": Message("Other entry"),
    "login": Message("User name", "column"),
    "name": Message("Name"),
    "role": Message("Role", "column"),
    "account": Message("Account"),
    "election": Message("Election"),
    "entries": Message("Entries"),
    "published": Message("Published", "column"),
    "state": Message("State"),
    "acted_at": Message("Typed"),
    "received_at": Message("Received", "column"),
    "reason": Message("Reason"),
    "root": Message("Root of the tree"),
}
_SOURCES = {
    "territorial_commission": Message("territorial commission"),
    "district_commission": Message("district commission"),
    "central_commission": Message("Central Election Commission"),
    "press": Message("press"),
    "observers": Message("observers"),
}
_STAGES = {
    "preliminary": Message("preliminary", "cell"),
    "final": Message("final"),
}
_CELLS = {
    "state": {
        "accepted": Message("accepted"),
        "held": Message("waits for the first entry"),
        "refused": Message("refused"),
        "in_force": Message("in force", "cell"),
        "proposed": Message("waits for confirmation", "cell"),
    },
    "what": {
        "jobs_waiting": Message("waiting"),
        "jobs_running": Message("being read"),
        "jobs_failed": Message("jobs that failed"),
        "scans_read": Message("scans read"),
        "scans_refused": Message("scans not readable"),
        "pages_aligned": Message("pages made straight"),
        "pages_to_a_person": Message("pages for a person"),
        "papers_of_another_place": Message("sheets printed for another place"),
        "papers_seen_twice": Message("sheets beside two protocols"),
        "scans_fetched": Message("scans fetched from where the source shows them"),
        "addresses_without_scan": Message("addresses that gave no scan"),
        "origin": Message("name of the log"),
        "key": Message("key in use"),
        "entries": Message("entries in the database"),
        "published": Message("entries published"),
        "pending": Message("acts that wait"),
        "states": Message("files of areas up to"),
        "manifest": Message("manifest up to"),
        "copied": Message("copied to the store up to"),
        "witnessed": Message("witnessed up to"),
        "witnesses": Message("witnesses"),
        "quorum": Message("witnesses needed"),
        "cosigned": Message("witnesses that signed"),
    },
    "role": ROLE_WORDS,
    "account": {
        "open": Message("open"),
        "closed": Message("closed"),
    },
    "severity": {
        "hard": Message("the law requires it"),
        "soft": Message("asks for a look"),
    },
    "verdict": {
        "broken": Message("does not add up", "cell"),
        "cannot_be_checked": Message("cannot be checked"),
        "agrees": Message("agrees", "cell"),
        "differs": Message("differs", "cell"),
        "cannot_be_compared": Message("cannot be compared yet"),
    },
    "source": _SOURCES,
    "other_source": _SOURCES,
    "stage": _STAGES,
    "other_stage": _STAGES,
    "against": {
        "protocols": Message("sum of the protocols"),
        "claims_below": Message("tables of the areas right below"),
        "claim": Message("another statement"),
    },
}


def heads_of(columns: Sequence[str], language: str) -> list[str]:
    """What readers call these columns, in `language`. KeyError for a column that has no words here."""
    return [say(_HEADS[column], language) for column in columns]


def cells_in_words(columns: Sequence[str], row: Sequence[object], language: str) -> list[object]:
    """A row whose codes are said in words of `language`; what is no known code of its column stays."""
    return [
        say(words, language) if (words := _CELLS.get(column, {}).get(str(cell))) else cell
        for column, cell in zip(columns, row, strict=True)
    ]
