"""What a mirror alone can have to say, in three languages."""

from __future__ import annotations

from hattama.core.vocabulary import Words
from hattama.verification import Trouble, TroubleKind, Weight
from hattama.verification.places import FileAbsent, FileProblem
from hattama.verification.trouble_kinds import file_trouble
from hattama.verification.trust import CHECKPOINT_FILE

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
NO_BUNDLE_HERE = TroubleKind(
    "no-bundle-here",
    Weight.NOTE,
    Words.of(
        {
            "kk": "бұл жинақтың мекенжайы ма? Hattama сайтында ол /bundle/ деп аяқталады, мысалы "
            "https://…/data/ELECTION/bundle/",
            "ru": "это адрес набора? На сайте Hattama он кончается на /bundle/, например "
            "https://…/data/ELECTION/bundle/",
            "en": "is this the address of a bundle? On a site of Hattama it ends in /bundle/, such as "
            "https://…/data/ELECTION/bundle/",
        }
    ),
)


def troubles_of_address(problem: FileProblem) -> tuple[Trouble, ...]:
    """What to say of a file that an address did not give; an address without a head may be the wrong one."""
    is_no_bundle = isinstance(problem, FileAbsent) and problem.path == CHECKPOINT_FILE
    return (file_trouble(problem), *([NO_BUNDLE_HERE.at()] if is_no_bundle else []))
