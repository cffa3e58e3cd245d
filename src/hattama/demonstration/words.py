"""The texts of the demonstration in Kazakh, Russian and English; places below a region are made up."""

from __future__ import annotations

from hattama.core.vocabulary import AreaKind, Words


def three(kk: str, ru: str, en: str) -> Words:
    """A text in Kazakh, Russian and English."""
    return Words((("en", en), ("kk", kk), ("ru", ru)))


ELECTION = three(
    "Мәжіліс депутаттарын сайлау, 2023 жылғы 19 наурыз (демонстрация)",
    "Выборы депутатов Мажилиса 19 марта 2023 года (демонстрация)",
    "Election of deputies of the Mazhilis, 19 March 2023 (demonstration)",
)
NOTICE_MADE_UP = three(
    "Бұл – демонстрация. Партиялық тізімдер бойынша ел көлеміндегі қорытынды және күн ішіндегі сайлауға "
    "қатысу – 2023 жылғы 19 наурыздағы сайлаудың жарияланған деректері. Қалғанының бәрі – учаскелер, "
    "мекенжайлар, хаттамалар, кандидаттар – ойдан шығарылған.",
    "Это демонстрация. Итог по партийным спискам по стране и явка в течение дня – опубликованные данные "
    "выборов 19 марта 2023 года. Всё остальное – участки, адреса, протоколы, кандидаты – вымышлено.",
    "This is a demonstration. The national result by party lists and the turnout through the day are those "
    "published for 19 March 2023; all else is made up: precincts, addresses, results protocols, candidates.",
)


def notice_scaled(precincts: int, of: int) -> Words:
    """The sentence that says that the figures are scaled to `precincts` out of `of`."""
    few, all_of_them = (f"{number:,}".replace(",", "\u00a0") for number in (precincts, of))
    return three(
        f"Сандар масштабқа келтірілген: {all_of_them} учаскенің орнына {few} учаске, дауыстар да соған сай.",
        f"Числа приведены к масштабу: участков {few} вместо {all_of_them}, голоса изменены в той же доле.",
        f"Figures are scaled: {precincts:,} precincts instead of {of:,}, and votes in the same proportion.",
    )


EARLIER = three(
    "Ойдан шығарылған бұрынғы сайлау, салыстыру үшін (демонстрация)",
    "Вымышленные прежние выборы, для сравнения (демонстрация)",
    "A made-up earlier election, to compare with (demonstration)",
)
NOTICE_EARLIER = three(
    "Мұндай сайлау болған жоқ: күні де, бір де бір саны да шын емес. Ол салыстырулар көрінсін деп ойдан "
    "шығарылған.",
    "Таких выборов не было: и дата, и каждое число вымышлены, чтобы были видны сравнения.",
    "No such election was ever held: its date and every figure are made up, so that comparisons can be seen.",
)
PARTY_CONTEST = three(
    "Мәжіліс депутаттарын партиялық тізімдер бойынша сайлау",
    "Выборы депутатов Мажилиса по партийным спискам",
    "Election of deputies of the Mazhilis by party lists",
)
SINGLE_CONTEST = three(
    "Мәжіліс депутатын бірмандаттық аумақтық сайлау округі бойынша сайлау (демонстрация)",
    "Выборы депутата Мажилиса по одномандатному территориальному избирательному округу (демонстрация)",
    "Election of a deputy of the Mazhilis in a single-mandate district (demonstration)",
)
PARTIES = {
    "amanat": three("«AMANAT» партиясы", "Партия «AMANAT»", "Amanat party"),
    "auyl": three(
        "«Ауыл» халықтық-демократиялық патриоттық партиясы",
        "Народно-демократическая патриотическая партия «Ауыл»",
        "People's Democratic Patriotic Party Auyl",
    ),
    "respublica": three("«Respublica» партиясы", "Партия «Respublica»", "Respublica party"),
    "ppk": three("Қазақстан халық партиясы", "Народная партия Казахстана", "People's Party of Kazakhstan"),
    "baytaq": three(
        "«Байтақ» Қазақстанның жасылдар партиясы",
        "Казахстанская партия зелёных «Байтақ»",
        "Kazakhstan Green Party Baytaq",
    ),
    "ak_zhol": three(
        "Қазақстанның «Ақ жол» демократиялық партиясы",
        "Демократическая партия Казахстана «Ақ жол»",
        "Democratic Party of Kazakhstan Ak Zhol",
    ),
    "nsdp": three(
        "Жалпыұлттық социал-демократиялық партия",
        "Общенациональная социал-демократическая партия",
        "Nationwide Social Democratic Party",
    ),
}
"""The seven lists in the order of the ballot, as drawn on 18 February 2023."""


def candidate(letter: str) -> Words:
    """A candidate of the demonstration, told from the others by a letter alone."""
    return three(
        f"Демонстрациялық кандидат {letter}",
        f"Демонстрационный кандидат {letter}",
        f"Demonstration candidate {letter}",
    )


NATION = three("Қазақстан Республикасы", "Республика Казахстан", "Republic of Kazakhstan")
ABROAD = three("Шетелдегі сайлау учаскелері", "Избирательные участки за рубежом", "Precincts abroad")
NO_ADDRESS = Words(())
CENTRAL_COMMISSION = three(
    "Орталық сайлау комиссиясы (демонстрация)",
    "Центральная избирательная комиссия (демонстрация)",
    "Central Election Commission (demonstration)",
)


def territorial_commission(of: Words) -> Words:
    """The commission of a region or district, named by its area."""
    return three(
        f"Аумақтық сайлау комиссиясы: {of['kk']} (демонстрация)",
        f"Территориальная избирательная комиссия: {of['ru']} (демонстрация)",
        f"Territorial election commission: {of['en']} (demonstration)",
    )


def district_names(number: int, is_town: bool, of_city: bool) -> Words:
    """The made-up name of a district, a town, or a district of a city of national rank."""
    if of_city:
        return three(
            f"Демонстрациялық қала ауданы {number}",
            f"Демонстрационный район города {number}",
            f"Demonstration city district {number}",
        )
    if is_town:
        return three(
            f"Демонстрациялық қала {number}",
            f"Демонстрационный город {number}",
            f"Demonstration town {number}",
        )
    return three(
        f"Демонстрациялық аудан {number}",
        f"Демонстрационный район {number}",
        f"Demonstration district {number}",
    )


def precinct_names(number: str) -> Words:
    """The name of a precinct: its number, as people say it."""
    return three(f"№ {number} сайлау учаскесі", f"Избирательный участок № {number}", f"Precinct No. {number}")


def precinct_commission(number: str) -> Words:
    """The commission of a precinct."""
    return three(
        f"№ {number} учаскелік сайлау комиссиясы",
        f"Участковая избирательная комиссия № {number}",
        f"Precinct election commission No. {number}",
    )


_PREMISES = {
    AreaKind.ORDINARY: ("мектеп", "школа", "School"),
    AreaKind.ABROAD: ("шетелдегі мекеме", "загранучреждение", "Mission abroad"),
    AreaKind.MILITARY: ("әскери бөлім", "воинская часть", "Military unit"),
    AreaKind.HOSPITAL: ("аурухана", "больница", "Hospital"),
    AreaKind.DETENTION: ("тергеу изоляторы", "следственный изолятор", "Remand centre"),
    AreaKind.REMOTE: ("шалғайдағы мал қыстағы", "отдалённое зимовье", "Remote wintering place"),
    AreaKind.SHIP: ("кеме", "судно", "Ship"),
    AreaKind.SPECIAL: ("шипажай", "санаторий", "Sanatorium"),
}


def precinct_address(kind: AreaKind, premises: int, street: int, house: int) -> Words:
    """A made-up address that says so: what the premises are, and for most a street and a house."""
    kk, ru, en = _PREMISES[kind]
    if kind in (AreaKind.ABROAD, AreaKind.REMOTE, AreaKind.SHIP):
        return three(
            f"демонстрациялық {kk} № {premises}",
            f"демонстрационный адрес: {ru} № {premises}",
            f"{en} {premises} (demonstration)",
        )
    return three(
        f"{street}-демонстрациялық көше, {house}-үй, № {premises} {kk}",
        f"{street}-я Демонстрационная улица, дом {house}, {ru} № {premises}",
        f"{en} No. {premises}, {house} Demonstration Street {street}",
    )
