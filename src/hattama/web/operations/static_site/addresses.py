"""The one list of public addresses: which are copied, with which questions; which need the live site, why.

Every address of the site stands here by the name it has among the addresses (`public:area`), once: a test
compares this list with them. A new address is one line in one of the two tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.vocabulary import Words, said


@dataclass(frozen=True, slots=True)
class Copied:
    """An address that is copied.

    `asks`: the questions (`?contest=`) each answer of which is a file of its own, where a page links to it;
    a question that is not named here needs the live site. `of_the_log`: it says how long the log is, so that
    every new entry changes it.
    """

    asks: tuple[str, ...] = ()
    of_the_log: bool = False


COPIED: Mapping[str, Copied] = {
    "public:home": Copied(("contest",)),
    "public:about": Copied(),
    "public:election": Copied(("contest",)),
    "public:area": Copied(("contest", "page")),
    "public:area_result": Copied(("annulled",)),
    "public:result": Copied(("annulled",)),
    "public:result_rules": Copied(),
    "public:claims": Copied(("area",)),
    "public:night": Copied(("contest", "page")),
    "public:area_night": Copied(("contest", "page")),
    "public:turnout": Copied(("contest",)),
    "public:area_turnout": Copied(("contest",)),
    # The form sends `?q=`, which the page reads by itself (search_index.py).
    "public:search": Copied(),
    "public:missing": Copied(("contest", "area", "page")),
    "public:findings": Copied(("area", "page")),
    # Every rule in every area would be more pages than all polling stations have.
    "public:rule": Copied(("unchecked", "page")),
    "public:data": Copied(),
    "data:election": Copied(),
    "data:definition": Copied(),
    "data:rule_pack": Copied(),
    "data:table": Copied(),
    "data:area_json": Copied(),
    "data:area_csv": Copied(),
    "data:turnout": Copied(("source",)),
    "data:outcome": Copied(("lang",)),
    "data:claims": Copied(),
    "data:log_entry": Copied(),
    "data:bundle": Copied(),
    "data:open": Copied(),
    "data:scan": Copied(),
    "data:arrivals": Copied(),
    "data:seats": Copied(),
    "data:result": Copied(),
    "data:map": Copied(),
    "data:chart_arrival": Copied(of_the_log=True),
    "data:chart_seats": Copied(of_the_log=True),
    "data:chart_turnout": Copied(of_the_log=True),
    "data:chart_map": Copied(of_the_log=True),
    "public:map": Copied(),
    "public:area_map": Copied(),
    "public:openness_monitor": Copied(),
    "data:openness_monitor": Copied(),
}

_NEWEST = said(
    "Түбіртек журналдың ең соңғы бақылау нүктесі бойынша жасалады, ал ол әр жазбамен өзгереді. Бұл көшірмеде "
    "хаттаманы оның бетінде тексеруге болады.",
    "Квитанция составляется по последней контрольной точке журнала, а та меняется с каждой записью. В этой "
    "копии протокол можно проверить на его странице.",
    "A receipt is made under the newest checkpoint of the log, which changes with every entry. In this copy "
    "a protocol can be checked on its own page.",
)
_CHOSEN = said(
    "Ережелерді оқырманның өзі таңдайды, ал мүмкін болатын таңдау тым көп.",
    "Правила выбирает сам читатель, и возможных сочетаний слишком много.",
    "The reader chooses the rules, and there are too many ways to choose.",
)

_ASKED = said(
    "Көшірмені салыстыру, айырмашылық туралы хабарлау, өзгерістерді білу: бұған сервер жауап береді.",
    "Сравнить свою копию, сообщить о расхождении, узнавать об изменениях: на это отвечает сервер.",
    "Comparing one's copy, reporting a difference, being told of changes: a server answers to these.",
)
_DRAWN = said(
    "Басып шығаратын парақтар мен беттердің суреттері сұралған кезде салынады.",
    "Листы для печати и картинки страниц рисуются, когда их спрашивают.",
    "Sheets to print and pictures of pages are drawn when they are asked for.",
)

_BY_THE_MINUTE = said(
    "Бұл беттер түнді минут сайын бақылайды, ал көшірме бір сәтке тоқтайды.",
    "Эти страницы следят за ночью каждую минуту, а копия стоит на одном мгновении.",
    "These pages follow the night by the minute, and a copy stands at one moment.",
)
_TOLD = said(
    "Өзгерістер туралы хаттар мен ленталарды тек тірі сайт жібере алады.",
    "Письма и ленты об изменениях может слать только действующий сайт.",
    "Only the live site can send letters and feeds about changes.",
)
_SENT = said(
    "Қағаздың суретін салыстыру мен жіберу, сондай-ақ жіберілгендердің тізімі серверді қажет етеді.",
    "Сверить и прислать снимок бумаги, как и прочитать список присланного, можно только на сервере.",
    "Comparing and sending a photo of a paper, and the list of what was sent, need a server.",
)
_CUT_OUT = said(
    "Сканнан қиып алынған суреттер сұралғанда ғана жасалады: олар миллионнан асады.",
    "Снимки, вырезанные из сканов, делаются по запросу: их больше миллиона.",
    "Pictures cut out of scans are made when they are asked for: there are more than a million.",
)
_PRINTED = said(
    "PDF файлдары, жеке аумақтардың XLSX кестелері және алдын ала қарау суреттері сұралғанда ғана жасалады.",
    "Файлы PDF, книги XLSX отдельных территорий и картинки для предпросмотра делаются по запросу.",
    "PDF files, XLSX workbooks of single areas and preview pictures are made when they are asked for.",
)
_FRAMES = said(
    "Басқа сайттарға арналған кірістірмелер тірі сайттан алынуы керек: олар журналмен бірге өзгереді.",
    "Вставки для других сайтов берутся с действующего: они меняются вместе с журналом.",
    "Frames for other sites come from the live site: they change with the log.",
)
_MEASURED = said(
    "Ашықтық өлшемдері мен жазбаны тексеру барысы журналдан бөлек, уақыт өткен сайын өзгереді.",
    "Показатели открытости и ход проверки записи меняются со временем и без новых записей журнала.",
    "Measures of openness and the check of the record change with time, without new entries of the log.",
)
_FOR_ENGINES = said(
    "Іздеу жүйелері мен каталогтарға арналған файлдар тірі сайттың мекенжайларын атайды.",
    "Файлы для поисковых систем и каталогов называют адреса действующего сайта.",
    "Files for search engines and catalogues name addresses of the live site.",
)
_PROGRAMS = said(
    "Бағдарламаларға арналған сұраулар (API) серверді қажет етеді; дәл сол деректер файлдарда тұр.",
    "Запросам программ (API) нужен сервер; те же данные лежат в файлах.",
    "Questions of programs (the API) need a server; the same data stand in files.",
)
_WATCHERS = said(
    "Сайттың күйін бақылайтын бағдарламаларға арналған мекенжайлар сервердің өзі туралы ғана айтады.",
    "Адреса для программ, которые следят за сайтом, говорят только о самом сервере.",
    "Addresses for programs that watch the site speak of the server alone.",
)

LIVE_ONLY: Mapping[str, Words] = {
    "public:receipt": _NEWEST,
    "data:receipt": _NEWEST,
    "public:what_if": _CHOSEN,
    **dict.fromkeys(("public:live", "public:hall", "data:live_json"), _BY_THE_MINUTE),
    **dict.fromkeys(("public:site_feed", "public:election_feed", "public:area_feed"), _TOLD),
    **dict.fromkeys(("public:told", "public:confirm", "public:leave"), _TOLD),
    **dict.fromkeys(("public:compare", "public:report", "public:reports", "data:report_photo"), _SENT),
    **dict.fromkeys(("public:strips", "public:strip"), _CUT_OUT),
    **dict.fromkeys(("data:scan_page", "data:figure_picture"), _CUT_OUT),
    **dict.fromkeys(("data:results_pdf", "data:area_workbook", "data:card", "data:contest_card"), _PRINTED),
    **dict.fromkeys(("public:embeds", "public:area_embeds"), _FRAMES),
    **dict.fromkeys(("public:embed_result", "public:embed_area_result", "public:embed_seats"), _FRAMES),
    **dict.fromkeys(("public:embed_arrival", "public:embed_turnout"), _FRAMES),
    **dict.fromkeys(("public:embed_area_turnout", "public:embed_map", "public:embed_area_map"), _FRAMES),
    **dict.fromkeys(("public:openness", "data:openness"), _MEASURED),
    **dict.fromkeys(("public:record_check", "data:record_check", "data:drawn_list"), _MEASURED),
    **dict.fromkeys(("data:robots", "data:sitemaps", "data:sitemap", "data:catalogue"), _FOR_ENGINES),
    **dict.fromkeys(("api", "api_pages"), _PROGRAMS),
    "watching": _WATCHERS,
}
"""What needs the live site, and why, in a sentence for readers; without a colon, a whole namespace."""

NOT_FOR_READERS = ("desk", "rights")
"""Namespaces of the commissions' own pages and of logging in, which are no part of the public site."""
