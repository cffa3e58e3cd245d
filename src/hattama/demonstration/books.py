"""What is said and done in registers before the day of voting: made up, but for a request and two reports,
one of them of the day after."""

import csv
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any, Final

from hattama.core.protocols import Protocol
from hattama.core.records import Document, Money, RecordDeed, Statement
from hattama.core.vocabulary import Area, Words
from hattama.demonstration.contests import POLLING_ON
from hattama.demonstration.draws import Draws
from hattama.demonstration.night import CAPITAL_ZONE
from hattama.demonstration.timelines import stated_times

MADE_UP = Document(title="Көрсетілім (ойдан шығарылған)", language="kk")

Told = Statement | RecordDeed
PARTIES: Final = tuple(f"Көрсетілім партиясы {letter}" for letter in "АБВГДЕ")
_CHANNELS: Final = tuple(f"Көрсетілім арнасы {number}" for number in (1, 2, 3))
_BODIES: Final = (
    *("central_commission", "president", "mazhilis", "senate", "government"),
    *("party", "party", "party"),
)
_ANSWERS: Final = ("full", "partial", "partial", "formal", "formal", "none", "none", "refused")


def day(before: int) -> datetime.date:
    """A day so many days before that of voting."""
    return POLLING_ON - datetime.timedelta(days=before)


class Book:
    """A register in which statements and deeds are made up one after another."""

    def __init__(self, register: str, edition: str, source: str, document: Document = MADE_UP) -> None:
        self.about = register, edition
        self.source = source
        self.document = document
        self.told: list[Told] = []
        self._numbers = 0

    def say(
        self, kind: str, values: dict[str, Any], record: str = "", source: str = "", on: Any = None
    ) -> str:
        """Open a record, or say more of one; gives its name."""
        if not record:
            self._numbers += 1
            record = f"demo-{self.about[0][:14]}-{self._numbers:03}"
        self.told.append(
            Statement(
                *self.about,
                kind=kind,
                record_id=record,
                source=source or self.source,
                values=values,
                document=self.document,
                as_of=on or day(20),
            )
        )
        return record

    def do(self, kind: str, record: str, code: str, before: int, by: str = "") -> None:
        """Do a deed so many days before voting, at noon."""
        self.do_at(
            kind, record, code, datetime.datetime.combine(day(before), datetime.time(12), CAPITAL_ZONE), by
        )

    def do_at(self, kind: str, record: str, code: str, at: datetime.datetime, by: str) -> None:
        """Do a deed at this moment."""
        self.told.append(RecordDeed(*self.about, kind, record, code, at, by, self.source))


def made_up_registers(areas: Sequence[Area], seed: int) -> tuple[Told, ...]:
    """What stands in nine registers before the first ballot, in the order of a log."""
    regions = [area for area in areas if area.parent_id == areas[0].area_id]
    draws = Draws(seed, "registers")
    books = (
        _candidates(regions, draws),
        _commissions(regions, draws),
        _constituencies(regions, draws),
        _funds(draws),
        _airtime(draws),
        _organisations(regions, draws),
        _requests(draws),
        _recommendations(),
        _meetings(regions, draws),
    )
    return tuple(told for book in books for told in book.told)


_ENDS: Final = (
    *(("withdraw_before",), ("refuse",), ("register", "deregister"), ("register", "withdraw")),
    *(("register", "deregister", "reinstate", "put_on_ballot"), ("register", "put_on_ballot")),
    *(("register", "put_on_ballot"), ("register", "put_on_ballot")),
)
_BY: Final = {
    **{"withdraw_before": "nominee", "withdraw": "nominee", "reinstate": "supreme_court"},
}


def _candidates(regions: Sequence[Area], draws: Draws) -> Book:
    book = Book("candidates", "2023", "commission")
    for number in range(48):
        deeds = _ENDS[number % len(_ENDS)]
        values = {
            "name": f"Көрсетілім кандидаты {number + 1}",
            "contest": "district",
            "constituency": f"№ {number // 4 + 1}",
            "area": draws.one_of(regions).area_id,
            "sex": draws.one_of(("female", "male", "male", "male")),
            "nominated_as": draws.one_of(("self", "self", "self", "party")),
            "nominated_on": day(58),
        }
        if "refuse" in deeds:
            values["refusal"] = draws.one_of(("documents", "deposit", "residence"))
        if "deregister" in deeds:
            values["cancelling"] = draws.one_of(("tax_declaration", "tax_declaration", "early_campaign"))
        if "register" in deeds:
            values |= {"registered_on": day(36), "campaign_began_on": day(28)}
            values["checked_on"] = day(36) + datetime.timedelta(days=draws.between(5, 24))
        one = book.say("candidate", values)
        for place, code in enumerate(deeds):
            book.do("candidate", one, code, 36 - 9 * place, _BY.get(code, "district_commission"))
    return book


def _commissions(regions: Sequence[Area], draws: Draws) -> Book:
    book = Book("commissions", "2023", "maslikhat")
    central = book.say(
        "commission",
        {
            "name": named("Орталық комиссия (демо)", "Центральная (демо)", "Central (demo)"),
            "level": "central",
            "seats": 7,
        },
    )
    _members(book, central, 7, draws)
    homes = []
    for number, region in enumerate(regions[:6], start=1):
        values = {"name": region.names, "level": "regional", "area": region.area_id, "seats": 7}
        home = book.say("commission", {**values, "parent": central, "parent_since": day(900)})
        _members(book, home, 7 - number % 3 % 2, draws)
        homes.append(home)
    for number in range(1, 9):
        names = named(f"Демо аудан {number}", f"Демо-район {number}", f"Demo district {number}")
        values = {"name": names, "level": "territorial", "seats": 7}
        home, other = homes[number % len(homes)], homes[(number + 1) % len(homes)]
        if number == 3 and home != other:
            # Regions were divided: it had another one above it before.
            old = book.say("commission", {**values, "parent": other}, on=day(600))
            book.say("commission", {"parent": home, "parent_since": day(284)}, old)
            _members(book, old, 5, draws)
            continue
        one = book.say("commission", {**values, "parent": home, "parent_since": day(400)})
        _members(book, one, 7, draws)
    return book


def named(kk: str, ru: str, en: str) -> Words:
    """Words in our languages."""
    return Words.of({"kk": kk, "ru": ru, "en": en})


def _members(book: Book, commission: str, count: int, draws: Draws) -> None:
    posts = ("chair", "deputy", "secretary", *("member" for _ in range(count)))
    for number in range(count):
        party = PARTIES[number % len(PARTIES)] if draws.happens(8500) else PARTIES[0]
        values = {
            "commission": commission,
            "name": f"Көрсетілім мүшесі {draws.between(100, 999)}",
            "post": posts[number],
            "sex": draws.one_of(("female", "female", "male")),
            "nominator_is": "party",
            "nominated_by": party,
            "from_day": day(400),
        }
        book.say("member", values)


def _constituencies(regions: Sequence[Area], draws: Draws) -> Book:
    book = Book("constituencies", "2023", "central_commission")
    for number in range(1, 30):
        values = {
            "number": f"{number}",
            "area": regions[number % len(regions)].area_id,
            "voters": draws.bell(415_000, 260_000),
            "voters_on": day(90),
            "boundaries_on": day(93),
            "served_by": "own" if number <= 16 else "territorial",
        }
        book.say("constituency", values)
    return book


def _funds(draws: Draws) -> Book:
    book = Book("campaign-finance", "2023", "bank")
    for place, holder in enumerate(PARTIES):
        opened = {"campaign_on": day(28), "account_on": day(27), "disclosed_before": "aggregate"}
        fund = book.say("fund", {"holder": holder, "holder_is": "party", **opened})
        book.do("fund", fund, "open", 27, "bank")
        for week in range(4):
            # The first comes above its ceiling of its own money.
            own = 96_000_000 if not place else draws.between(2, 70) * 1_000_000
            rows = [("income", "own", own), ("income", "donation", draws.between(1, 140) * 1_000_000)]
            for direction, origin, whole in rows:
                item = {"fund": fund, "direction": direction, "origin": origin, "on_day": day(26 - 7 * week)}
                donor = {"donor_is": "organisation"} if origin == "donation" else {}
                book.say("item", {**item, **donor, "amount": Money(whole * 100, "KZT")})
            spent = Money(draws.between(1, 60) * 1_000_000_00, "KZT")
            purpose = draws.one_of(("television", "online", "outdoor", "printing", "events"))
            item = {"fund": fund, "direction": "spending", "on_day": day(24 - 7 * week), "purpose": purpose}
            book.say("item", {**item, "amount": spent})
    return book


def _airtime(draws: Draws) -> Book:
    book = Book("media", "2023", "observers")
    for channel in _CHANNELS:
        book.say("outlet", {"name": channel, "type": "television", "owner": "state", "language": "kk"})
        for week in range(4):
            for place, party in enumerate(PARTIES):
                tone = draws.one_of(("neutral", "neutral", "positive", "negative"))
                values = {
                    "outlet": channel,
                    "type": "television",
                    "published_on": day(27 - 7 * week - draws.below(6)),
                    "genre": "news",
                    "subject": "party",
                    "subject_name": party,
                    "sex": draws.one_of(("female", "male", "male", "none")),
                    "seconds": draws.between(30, 300) * (3 if not place else 1),
                    "tone": tone,
                    "sign": tone,
                }
                book.say("item", values)
    return book


def _organisations(regions: Sequence[Area], draws: Draws) -> Book:
    book = Book("observers", "2023", "commission")
    for number in range(1, 40):
        is_central = number <= 9
        values = {"organisation": f"Көрсетілім ұйымы {number}", "is_a": "association"}
        values["level"] = "central" if is_central else "territorial"
        if not is_central:
            values["area"] = draws.one_of(regions).area_id
        one = book.say("application", {**values, "charter_names_it": draws.one_of(("yes", "yes", "no"))})
        body = "central_commission" if is_central else "territorial_commission"
        before = draws.between(40, 70)
        book.do("application", one, "apply", before, "organisation")
        ending = "refuse" if number % 7 == 0 else "accredit"
        book.do("application", one, ending, before - draws.between(4, 34), body)
    return book


def _requests(draws: Draws) -> Book:
    """The 53 items of the information request of the foundation HAQ of 18 January 2021 by their first words,
    what they refer to included (there is no item 12.1); eight addressees and their answers are made up."""
    book = Book("information-requests", "2022", "applicant")
    values = {"number": "Д-1", "applicant": "HAQ", "dated_on": day(120), "language": "kk"}
    request = book.say("request", values, on=day(120))
    names: list[str] = []
    for number, body in enumerate(_BODIES, start=1):
        names.append(f"Көрсетілім адресаты {number} ({body})" if body != "party" else PARTIES[number % 6])
    for item, refers, text in _rows("request_2021.csv"):
        part = {"part": int(item[0])} if "." in item else {}
        told = {"request": request, "item": item, "text": Words.of({"kk": text}), **part}
        told |= {"refers_to": refers} if refers else {}
        told["asks_date"] = "yes" if item in ("8", "11") else "no"
        question = book.say("question", told, on=day(120))
        for place, name in enumerate(names):
            given = draws.one_of(_ANSWERS)
            answer = {"question": question, "addressee": name, "body": _BODIES[place], "given": given}
            cell = book.say("answer", answer, on=day(60))
            if item == "1.6":
                book.do("answer", cell, "receive", 118, _BODIES[place])
                if given not in ("none", "refused"):
                    book.do("answer", cell, "answer", 118 - draws.between(5, 40), _BODIES[place])
    return book


def _rows(name: str) -> list[list[str]]:
    text = files("hattama.demonstration").joinpath(name).read_text("utf-8")
    return list(csv.reader(text.splitlines()))[1:]


REPORTED_ON: Final = datetime.date(2022, 6, 9)
"""The last day of the mission; the report itself has no date."""
REPORT_2022: Final = Document(
    title="ЕҚЫҰ/ДИАҚБ, 2022 жылғы 5 маусымдағы референдум туралы есеп; орысшасы мен ағылшыншасы – біздікі",
    page="XII",
    language="kk",
    is_authentic=False,
)
_ASSESSED: Final = (
    ("odihr_2016", "mostly", (2, 5, 9, 14)),
    ("odihr_2016", "partial", (1, 4, 8, 12, 16, 19, 22)),
    ("odihr_2019", "mostly", (15,)),
    ("odihr_2019", "partial", (1, 6, 9, 12, 14, 18, 19, 23, 26, 29, 31)),
    ("odihr_2021", "full", (7, 23)),
    ("odihr_2021", "mostly", (4, 10, 15, 22)),
    ("odihr_2021", "partial", (8, 9, 12)),
)
"""Report, status, numbers: what the report on the referendum of 2022 says of earlier ones in footnote 80."""


REPORT_2023: Final = Document(
    title="ЕҚЫҰ ДИАҚБ, ЕҚЫҰ ПА және ЕКПА, 2023 жылғы 19 наурыздағы сайлау туралы алдын ала мәлімдеме",
    language="kk",
    is_authentic=False,
)
_REPORTS: Final = {
    "odihr_2022": (REPORT_2022, REPORTED_ON),
    "odihr_2023": (REPORT_2023, datetime.date(2023, 3, 20)),
}


def _recommendations() -> Book:
    """The thirteen of the report on the referendum of 2022, what it assesses of earlier ones, and what it and
    the statement of 2023 say of earlier ones without a number: real."""
    book = Book("recommendations", "2022", "mission", REPORT_2022)
    report, numbered = "odihr_2022", {}
    for number, priority, topic, addressee, *texts in _rows("recommendations_2022.csv"):
        values = {"report": report, "number": int(number), "priority": priority, "topic": topic}
        values |= {"text": named(*texts), "paragraph": "XII"}
        values |= {"addressee": addressee} if addressee else {}
        numbered[number] = book.say("recommendation", values, on=REPORTED_ON)
    book.document = replace(REPORT_2022, footnote="80")
    for earlier, status, numbers in _ASSESSED:
        for assessed in numbers:
            one = book.say("recommendation", {"report": earlier, "number": assessed}, on=REPORTED_ON)
            book.say(
                "assessment", {"recommendation": one, "by_report": report, "status": status}, on=REPORTED_ON
            )
    for by_report, matter, said, page, number, quotation in _rows("mentions.csv"):
        document, on = _REPORTS[by_report]
        book.document = replace(document, page=page, quotation=quotation)
        values = {"by_report": by_report, "matter": matter, "said": said}
        values |= {"recommendation": numbered[number]} if number else {}
        book.say("mention", values, on=on)
    return book


def _meetings(regions: Sequence[Area], draws: Draws) -> Book:
    book = Book("administration", "2023", "commission")
    commission = "Орталық сайлау комиссиясы (көрсетілім)"
    for before in (58, 44, 37, 28, 14, 5, 1):
        at = datetime.datetime.combine(day(before), datetime.time(11), tzinfo=CAPITAL_ZONE)
        values = {"commission": commission, "level": "central_commission", "held_at": at}
        unanimous = {"unanimous": "yes", "discussed": draws.one_of(("yes", "no", "no")), "broadcast": "yes"}
        one = book.say("meeting", {**values, **unanimous, "members_total": 7, "members_present": 7})
        book.do("meeting", one, "announce", before + 1, "central_commission")
        book.do("meeting", one, "hold", before, "central_commission")
    for channel, since, until in (("television", 40, 1), ("social", 45, 0), ("billboards", 30, 2)):
        subject = named("Қалай дауыс беру керек", "Как голосовать", "How to vote")
        spot = {"channel": channel, "subject": subject, "from_on": day(since), "to_on": day(until)}
        book.say("information", {**spot, "languages": "both", "pieces": draws.between(3, 40)})
    for number, region in enumerate(regions, start=1):
        entrance = draws.one_of(("yes", "no"))
        told = {"area": region.area_id, "precinct": number, "entrance": entrance}
        premises = book.say("premises", told)
        if number % 4 == 0:
            book.say("premises", {"entrance": "no"}, premises, "observers")
    return book


def made_up_video(protocols: Iterable[Protocol], seed: int) -> tuple[Told, ...]:
    """Two cameras of the first polling station that states its times, told after the night: the one on the
    table stops early and the one on the hall begins late, so that for a while nobody recorded the count."""
    stated = ((one.area_id, stated_times(one, seed)) for one in protocols)
    known = ((area, times) for area, times in stated if times is not None and times.of_precinct)
    area, times = next(known, ("", None))
    if times is None:
        return ()
    book = Book("video", "2023", "commission")
    closed, done = min(times.of_precinct.values()), max(times.of_contest.values())
    third, minutes = (done - closed) // 3, datetime.timedelta(minutes=1)
    ends = ((closed - 30 * minutes, closed + third), (closed + third + 17 * minutes, done + 30 * minutes))
    asked = {"level": "precinct_commission", "booth_in_view": "no", "shows_count": "yes"}
    for (begun, ended), view, legible in zip(ends, ("count_table", "hall"), ("yes", "no"), strict=True):
        moments = {"from_at": begun, "until_at": ended}
        told = {"area": area, "view": view, "legible": legible, **asked, **moments}
        camera = book.say("camera", told, on=POLLING_ON)
        at = {"begun_at": begun, "ended_at": ended}
        book.say("recording", {"area": area, "camera": camera, "medium": "recording", **at}, on=POLLING_ON)
    asked_for: dict[str, Any] = {"area": area, "holder": "precinct_commission", "applicant_is": "observer"}
    asked_for |= {"number": "К-1", "asked_on": day(-1), "fee": Money(250_000, "KZT", day(-1))}
    request = book.say("copy_request", asked_for, on=day(-1))
    book.do("copy_request", request, "receive", -1, "precinct_commission")
    return tuple(book.told)
