"""What `hattama forms` says."""

from __future__ import annotations

from hattama.core.vocabulary import said

ABOUT = said(
    "хаттамалардың бланкілерін немесе сайлау түнінің плакатын басып шығаруға дайындау (PDF)",
    "подготовить к печати бланки протоколов или плакат ночи подсчёта (PDF)",
    "make blank protocol forms, or the poster of counting night, ready to print (PDF)",
)
FOLDER = said(
    "сайлау папкасы (election.toml, areas.csv)",
    "папка выборов (election.toml, areas.csv)",
    "the folder of the election (election.toml, areas.csv)",
)
OUT = said(
    "PDF файлы немесе папка: оған әр аумақтық комиссияға бір PDF жазылады",
    "файл PDF или папка: в неё записывается по одному PDF на территориальную комиссию",
    "a PDF file, or a folder: one PDF for each territorial commission is written into it",
)
AREA = said(
    "тек осы аумақтың учаскелері",
    "только участки этой территории",
    "only the precincts of this area",
)
CONTEST = said("тек осы дауыс беру", "только это голосование", "only this contest")
COPIES = said(
    "түпнұсқаның жанына нөмірленген неше көшірме (әдепкісі 0, ең көбі 999)",
    "сколько пронумерованных копий к подлиннику (по умолчанию 0, не больше 999)",
    "how many numbered copies beside the original (0 by default, at most 999)",
)
ROWS = said(
    "мүшелер мен тасымалданатын жәшіктерге неше орын (әдепкісі 8)",
    "сколько мест для членов комиссии и переносных урн (по умолчанию 8)",
    "how many places for members and portable boxes (8 by default)",
)
POSTER = said(
    "бланкілердің орнына сайлау түнінің плакаты",
    "вместо бланков плакат ночи подсчёта",
    "the poster of counting night instead of forms",
)
NO_AREA = said(
    "--area: мұндай аумақ жоқ: {found}",
    "--area: такой территории нет: {found}",
    "--area: there is no such area: {found}",
)
NO_CONTEST = said(
    "--contest: мұндай дауыс беру жоқ: {found}. Барлары: {known}",
    "--contest: такого голосования нет: {found}. Есть: {known}",
    "--contest: there is no such contest: {found}. There are: {known}",
)
BAD_COPIES = said(
    "--copies: 0–{most} аралығындағы сан күтілді, табылғаны: {found}",
    "--copies: ожидалось число от 0 до {most}, найдено: {found}",
    "--copies: expected a number from 0 to {most}, found {found}",
)
NO_PRECINCTS = said(
    "Басып шығаратын ештеңе жоқ: бұл аумақта мұндай дауыс беру өтетін учаске жоқ.",
    "Печатать нечего: на этой территории нет участков с таким голосованием.",
    "There is nothing to print: this area has no precinct with such a contest.",
)
TOO_MANY = said(
    "Бір файлға тым көп: {found} бланкі, ең көбі {most}. .pdf орнына папка атаңыз (әр аумақтық комиссияға "
    "бір файл жазылады), --copies азайтыңыз немесе --contest беріңіз.",
    "Для одного файла слишком много: бланков {found}, а можно не больше {most}. Назовите вместо .pdf папку "
    "(будет по файлу на территориальную комиссию), уменьшите --copies или задайте --contest.",
    "Too many for one file: {found} forms, and at most {most} are possible. Name a folder instead of a .pdf "
    "(each territorial commission gets a file), ask for fewer --copies, or give --contest.",
)
NO_FIT = said(
    "Бланкі сыймайды: {contest} үшін {most} беттен көп керек.",
    "Бланк не помещается: для {contest} нужно больше {most} страниц.",
    "The form does not fit: {contest} needs more than {most} pages.",
)
NO_STEPS = said(
    "Ереже топтамасы сайлау түнінің қадамдарын атамайды, сондықтан плакатқа жазатын ештеңе жоқ.",
    "Пакет правил не называет шагов ночи подсчёта, поэтому на плакате нечему стоять.",
    "The rule pack names no steps of counting night, so there is nothing to put on a poster.",
)
POSTER_IS_A_FILE = said(
    "--poster: .pdf файлының аты керек, табылғаны: {found}",
    "--poster: нужно имя файла .pdf, найдено: {found}",
    "--poster: the name of a .pdf file is needed, found {found}",
)
CANNOT_WRITE = said(
    "Жазылмады: {path}: {reason}", "Не записано: {path}: {reason}", "Cannot write {path}: {reason}"
)
WRITTEN = said(
    "Жазылды: {out}. Бланкілер: {forms}, файлдар: {files}.",
    "Записано: {out}. Бланков: {forms}, файлов: {files}.",
    "Written: {out}. Forms: {forms}; files: {files}.",
)
POSTER_WRITTEN = said("Плакат жазылды: {out}", "Плакат записан: {out}", "The poster is written: {out}")
