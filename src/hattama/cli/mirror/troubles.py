"""What a mirror alone can have to say, in three languages."""

from __future__ import annotations

from hattama.core.vocabulary import Words
from hattama.verification import TroubleKind, Weight

LIMIT_REACHED = TroubleKind(
    "limit-reached",
    Weight.UNCHECKED,
    Words.of(
        {
            "kk": "рұқсат етілгеннен көп деректер керек; қайта іске қоссаңыз, жалғасады (--most-gb)",
            "ru": "нужно загрузить больше, чем разрешено; новый запуск продолжит с этого места (--most-gb)",
            "en": "more would have to be fetched than is allowed; the next run goes on from here (--most-gb)",
        }
    ),
)
GROWTH_UNPROVEN = TroubleKind(
    "growth-unproven",
    Weight.FALSE,
    Words.of(
        {
            "kk": "{expected} жазбалық журналдың бұрынғы {found} жазбадан басталатыны көрінбейді: сайттағы "
            "хештер қол қойылған түбірге апармайды",
            "ru": "не видно, что журнал из {expected} записей начинается с прежних {found}: хеши сайта не "
            "ведут к подписанному корню",
            "en": "nothing shows that the log of {expected} entries begins with the earlier {found}: the "
            "hashes of the site do not lead to the signed root",
        }
    ),
)
