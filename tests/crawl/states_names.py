"""States by what things are called: markup, very long words, letters of every script, formulas."""

from hattama.core.vocabulary import Choice, Contest
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.reports.report_difference import report_difference
from tests.crawl.made import areas_csv, load_made, open_now, said
from tests.crawl.states import Site, state
from tests.web.tiny_election import NIGHT, PARTY, SINGLE, area_row, protocol, publish, scan_of, sound_figures

NAMES = {
    "markup": "<script>alert('1')</script><b>\"&amp;{{ 7*7 }}{% now %}</textarea>--><![CDATA[",
    "255 letters": "Сайлаушылар " * 21 + "қос",
    "60 letters without a break": "Қ" * 60,
    "255 letters without a break": "W" * 255,
    "emoji": "🗳️👩🏽‍⚖️🇰🇿 партия 𝔘𝔫𝔦",
    "Chinese, Japanese and Korean letters": "哈萨克斯坦共和国選挙管理委員会 선거관리위원회",
    "letters from right to left": "حزب العدالة מפלגה النور",
    "letters piled up": "Z̴̙̤̞͉͚̯̞̠͍͑ͫ̓ͪ̂ͫ̽A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "formulas": '=HYPERLINK("http://x","y")',
    "addresses": "../../etc/passwd?x=1#y%00%2e%2e\\\\host\\share",
    "placeholders": "%(found)s %s {name} {0} %d %% $x",
    "Georgian and Thai letters": "საქართველოს პარლამენტი การเลือกตั้ง ประเทศ",
}


def _named(name: str, text: str) -> None:
    @state(f"names of {name}", dense=name == "markup")
    def named(site: Site) -> None:
        choices = [choice(code, text) for code in ("dala", "ozen")]
        contests = [
            of_name(PARTY, "party_list", choices, text, seats=5),
            of_name(
                SINGLE, "single_mandate", [choice(code, text) for code in ("asan", "ulgi")], text, seats=1
            ),
        ]
        # No list of areas may hold a formula; names of contests and of what is chosen may.
        called = text.lstrip("=")
        cells = dict.fromkeys(("name_kk", "name_ru", "name_en", "address_kk", "commission_ru"), called)
        areas = areas_csv(4, units=("R1", "R2"), **cells)
        load_made(contests, areas=areas.replace("Облыс ".encode(), quoted(called)), name=text)
        open_now()
        _vote(text)


def choice(code: str, text: str) -> Choice:
    """A choice of this name."""
    return Choice(code, said(text))


def of_name(code: str, kind: str, choices: list[Choice], text: str, seats: int) -> Contest:
    """A contest of this name."""
    return Contest(code, kind, said(text), tuple(choices), kind, seats=seats)


def quoted(text: str) -> bytes:
    """What stands for the beginning of a name in an unquoted cell: commas and quotes left out."""
    return (text.replace(",", " ").replace('"', "'")[:200] + " ").encode()


def _vote(text: str) -> None:
    publish(
        protocol("P001", explanation=text),
        protocol("P001", SINGLE),
        protocol("P002", figures=sound_figures(participants=599), explanation=text * 3),
        scans={("P001", PARTY): scan_of("P001")},
    )
    shown = PublishedProtocol.objects.get(area=area_row("P001"), contest=PARTY)
    report_difference(shown, {"invalid": 13}, message=text, contact=text[:100], now=NIGHT)


for _name, _text in NAMES.items():
    _named(_name, _text)
