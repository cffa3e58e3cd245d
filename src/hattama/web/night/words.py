"""Places, events, holders and attachments of counting night, as pages call them."""

from __future__ import annotations

from types import MappingProxyType

from hattama.core.vocabulary import Words


def _words(kk: str, ru: str, en: str) -> Words:
    return Words.of({"kk": kk, "ru": ru, "en": en})


PLACES = MappingProxyType(
    {
        "premises": _words(
            "дауыс беруге арналған үй-жайда", "в помещении для голосования", "in the polling premises"
        ),
        "territorial_commission": _words(
            "аумақтық сайлау комиссиясында",
            "в территориальной избирательной комиссии",
            "at the territorial election commission",
        ),
        "elsewhere": _words("басқа жерде", "в другом месте", "elsewhere"),
    }
)
EVENTS = MappingProxyType(
    {
        "printed": _words("басып шығарылды", "отпечатана", "printed"),
        "issued": _words(
            "учаскелік сайлау комиссиясына берілді",
            "выдана участковой комиссии",
            "handed to the precinct commission",
        ),
        "signed": _words("қол қойылды", "подписана", "signed"),
        "posted": _words("көшірмесі көпшілік назарына ілінді", "копия вывешена", "a copy was posted"),
        "copied": _words(
            "расталған көшірмесі берілді", "выдана заверенная копия", "a certified copy was handed over"
        ),
        "carried": _words("алып кетілді", "увезена", "carried away"),
        "received": _words(
            "аумақтық сайлау комиссиясы қабылдады",
            "принята территориальной комиссией",
            "received by the territorial commission",
        ),
        "archived": _words("мұрағатқа тапсырылды", "сдана в архив", "archived"),
        "attached": _words("құжат қоса тігілді", "приложен документ", "a document was attached"),
    }
)
HOLDERS = MappingProxyType(
    {
        "printer": _words("баспахана", "типография", "printer"),
        "precinct_commission": _words(
            "учаскелік сайлау комиссиясы", "участковая избирательная комиссия", "precinct election commission"
        ),
        "territorial_commission": _words(
            "аумақтық сайлау комиссиясы",
            "территориальная избирательная комиссия",
            "territorial election commission",
        ),
        "central_commission": _words(
            "Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central Election Commission"
        ),
        "observer": _words("байқаушы", "наблюдатель", "observer"),
        "proxy": _words("сенім білдірілген адам", "доверенное лицо", "proxy"),
        "journalist": _words("журналист", "журналист", "journalist"),
        "archive": _words("мұрағат", "архив", "archive"),
        "other": _words("басқа адам", "другое лицо", "another person"),
    }
)
ATTACHMENTS = MappingProxyType(
    {
        "observers_act": _words("байқаушылардың актісі", "акт наблюдателей", "observers' act"),
        "special_opinion": _words(
            "комиссия мүшесінің ерекше пікірі", "особое мнение члена комиссии", "special opinion"
        ),
        "portable_box_act": _words(
            "тасымалданатын жәшік туралы акт", "акт о переносной урне", "act on a portable ballot box"
        ),
        "other_act": _words("басқа акт", "другой акт", "another act"),
        "e_signature": _words("электрондық қолтаңба", "электронная подпись", "electronic signature"),
    }
)
