"""The sentences of the special cases: one list alone, one seat, a second round, a referendum."""

from __future__ import annotations

from hattama.core.outcomes.step_words import LIST_STEPS
from hattama.core.vocabulary import said

_LONE_LIST = {
    "lone_list": said(
        "Шектен жалғыз ғана тізім өтті: {name}. Бұған қоса дауысы бойынша келесі тізім де жіберіледі.",
        (
            "Порог преодолел единственный список: {name}. К распределению допускается ещё и следующий "
            "по числу голосов."
        ),
        "Only one list reached the threshold: {name}. The list with the next most votes is let in as well.",
    ),
    "lone_second": said(
        "Дауысы бойынша келесі тізім: {name}, {votes} дауыс.",
        "Следующий по числу голосов список: {name}, {votes}.",
        "The list with the next most votes: {name}, {votes}.",
    ),
    "lone_first_whole": said(
        "{name}: {claim}; бүтін бөлігі – {whole}.",
        "{name}: {claim}; целая часть – {whole}.",
        "{name}: {claim}; whole part {whole}.",
    ),
    "lone_second_seats": said(
        (
            "{name}: {factor} коэффициентімен {claim}; бүтін бөлігі алынады, бірақ кемінде {at_least}: "
            "мандат – {seats}."
        ),
        (
            "{name}: с коэффициентом {factor} – {claim}; берётся целая часть, но не менее {at_least}: "
            "мандатов – {seats}."
        ),
        "{name}: with the factor {factor}, {claim}; the whole part, but at least {at_least}: seats {seats}.",
    ),
    "lone_rest": said(
        "Бөлінбеген мандат – {left}; олар шектен өткен тізімге беріледі: {name}.",
        "Нераспределённых мандатов – {left}; они отходят списку, преодолевшему порог: {name}.",
        "Seats not yet given: {left}; they go to the list that reached the threshold: {name}.",
    ),
    "lone_too_many_seats": said(
        (
            "{first} + {second} = {together}, ал мандат – {seats}. Мұндайда не істеу керегін заң "
            "айтпайды; мандаттар бөлінбеді."
        ),
        (
            "{first} + {second} = {together}, а мандатов {seats}. Закон не говорит, как быть; мандаты "
            "не распределены."
        ),
        (
            "{first} + {second} = {together}, but there are {seats} seats. The law does not say what "
            "follows; none are given."
        ),
    ),
    "lone_no_second": said(
        "Дауыс алған басқа тізім жоқ. Мұндайда не істеу керегін заң айтпайды; мандаттар бөлінбеді.",
        "Других списков с голосами нет. Закон не говорит, как быть; мандаты не распределены.",
        "No other list has votes. The law does not say what follows; no seats are given.",
    ),
    "lone_second_shared": said(
        "Екінші орынды тең бөліскендер: {names}. Қайсысы жіберілетінін заң айтпайды; мандаттар бөлінбеді.",
        "Второе место делят {names}. Закон не говорит, кто из них допускается; мандаты не распределены.",
        "The second place is shared by {names}. The law does not say which is let in; no seats are given.",
    ),
}

_ONE_SEAT = {
    "most_votes": said(
        "Ең көп дауыс – {votes}: {name}. Сайланды.",
        "Больше всех голосов – {votes}: {name}. Избран(а).",
        "The most votes, {votes}: {name}. Elected.",
    ),
    "sole_candidate": said(
        "Жалғыз кандидат: {name}, {votes} дауыс. Сайланды.",
        "Единственный кандидат: {name}, голосов – {votes}. Избран(а).",
        "The only candidate: {name}, {votes} votes. Elected.",
    ),
    "first_shared_repeat": said(
        (
            "Бірінші орынды тең бөліскендер: {names}, әрқайсысында {votes} дауыс. Олардың арасында "
            "қайталама дауыс беру өтеді."
        ),
        (
            "Первое место делят {names}, у каждого голосов – {votes}. Между ними проводится повторное "
            "голосование."
        ),
        "The first place is shared by {names}, {votes} votes each. Repeat voting is held among them.",
    ),
    "first_shared_tie": said(
        (
            "Бірінші орынды тең бөліскендер: {names}, әрқайсысында {votes} дауыс. Қайсысы сайланатынын "
            "ереже айтпайды."
        ),
        "Первое место делят {names}, у каждого голосов – {votes}. Кто избран, правило не говорит.",
        "The first place is shared by {names}, {votes} votes each. The rule does not say who is elected.",
    ),
    "first_shared_repeat_election": said(
        (
            "Бірінші орынды тең бөліскендер: {names}, әрқайсысында {votes} дауыс. Ешкім сайланбады: "
            "қайта сайлау өткізіледі."
        ),
        (
            "Первое место делят {names}, у каждого голосов – {votes}. Никто не избран: проводятся "
            "повторные выборы."
        ),
        (
            "The first place is shared by {names}, {votes} votes each. Nobody is elected: the election "
            "is repeated."
        ),
    ),
    "majority_asked": said(
        "Сайлану үшін негіздің {majority_share} мөлшерінен, яғни {bar} дауыстан көп дауыс керек.",
        "Для избрания нужно больше {majority_share} от основы, то есть больше {bar}.",
        "To be elected takes more than {majority_share} of the whole, that is more than {bar} votes.",
    ),
    "majority_reached": said(
        "{name}: {votes} дауыс, {of_share} – көпшілік дауыс жиналды. Сайланды.",
        "{name}: голосов – {votes}, {of_share} – большинство есть. Избран(а).",
        "{name}: {votes} votes, {of_share} – a majority. Elected.",
    ),
    "majority_not_reached": said(
        "{name}: {votes} дауыс, {of_share} – көпшілік дауыс жиналмады.",
        "{name}: голосов – {votes}, {of_share} – большинства нет.",
        "{name}: {votes} votes, {of_share} – no majority.",
    ),
    "second_round": said(
        "Қайталама дауыс беруге {leaders} кандидат шығады: {names}.",
        "В повторном голосовании участвуют {leaders} кандидата: {names}.",
        "Repeat voting is held among the {leaders} leaders: {names}.",
    ),
    "leaders_shared": said(
        (
            "Көшбасшылар {leaders} болуы тиіс, ал дауысы тең болғандықтан олар көбірек: {names}. "
            "Қайсысы шығатынын заң айтпайды."
        ),
        (
            "Лидеров должно быть {leaders}, но из-за равенства голосов их больше: {names}. Кто "
            "участвует дальше, закон не говорит."
        ),
        (
            "There should be {leaders} leaders, but equal votes make more: {names}. The law does not "
            "say who goes on."
        ),
    ),
    "too_few_leaders": said(
        (
            "Қайталама дауыс беруге дауыс алған {leaders} кандидат керек, ал олар жетпейді. Мұндайда "
            "не істеу керегін заң айтпайды."
        ),
        (
            "Для повторного голосования нужны {leaders} кандидата с голосами, а их меньше. Закон не "
            "говорит, как быть."
        ),
        (
            "Repeat voting needs {leaders} candidates with votes, and there are fewer. The law does "
            "not say what follows."
        ),
    ),
}

_REFERENDUM = {
    "turnout_enough": said(
        (
            "Қатысқандар: {entitled} азаматтың {took_part} азаматы, {turnout_share}, бұл {asked_share} "
            "шегінен көп. Референдум өтті."
        ),
        (
            "Приняли участие {took_part} из {entitled} имеющих право, {turnout_share}, больше "
            "{asked_share}. Референдум состоялся."
        ),
        (
            "{took_part} of {entitled} entitled took part, {turnout_share}, more than {asked_share}. "
            "The referendum took place."
        ),
    ),
    "turnout_too_low": said(
        (
            "Қатысқандар: {entitled} азаматтың {took_part} азаматы, {turnout_share}, ал {asked_share} "
            "шегінен көп болуы керек еді. Референдум өтпеді."
        ),
        (
            "Приняли участие {took_part} из {entitled} имеющих право, {turnout_share}, а нужно больше "
            "{asked_share}. Референдум не состоялся."
        ),
        (
            "{took_part} of {entitled} entitled took part, {turnout_share}; more than {asked_share} is "
            "asked. It did not take place."
        ),
    ),
    "turnout_unknown": said(
        (
            "Қатысу үлесін айту мүмкін емес: негіз – {base}; берілмегені: {missing}. Берілмеген сан "
            "нөлге тең емес."
        ),
        (
            "Долю участия назвать нельзя: основа – {base}; не даны: {missing}. То, что не дано, нулём "
            "не считается."
        ),
        (
            "The turnout cannot be stated: the whole is {base}; not given: {missing}. What is not "
            "given is not zero."
        ),
    ),
    "for_decisive_enough": said(
        "«Қолдаймын»: {votes}; шешуші негіз – {base}, {total}; үлесі {for_share}, {asked_share} шегінен көп.",
        "«За»: {votes}; решает основа «{base}», {total}; доля {for_share}, больше {asked_share}.",
        "For: {votes}; the whole that decides is {base}, {total}; {for_share}, more than {asked_share}.",
    ),
    "for_decisive_too_few": said(
        (
            "«Қолдаймын»: {votes}; шешуші негіз – {base}, {total}; үлесі {for_share}, ал {asked_share} "
            "шегінен көп болуы керек еді."
        ),
        "«За»: {votes}; решает основа «{base}», {total}; доля {for_share}, а нужно больше {asked_share}.",
        (
            "For: {votes}; the whole that decides is {base}, {total}; {for_share}, and more than "
            "{asked_share} is asked."
        ),
    ),
    "for_beside_enough": said(
        (
            "Салыстыру үшін: негіз – {base}, {total}; «қолдаймын» {votes}, үлесі {for_share}, "
            "{asked_share} шегінен көп."
        ),
        "Для сравнения: основа «{base}», {total}; «за» {votes}, доля {for_share}, больше {asked_share}.",
        "For comparison: of {base}, {total}; for {votes}, {for_share}, more than {asked_share}.",
    ),
    "for_beside_too_few": said(
        (
            "Салыстыру үшін: негіз – {base}, {total}; «қолдаймын» {votes}, үлесі {for_share}, "
            "{asked_share} шегінен аспайды."
        ),
        "Для сравнения: основа «{base}», {total}; «за» {votes}, доля {for_share}, не больше {asked_share}.",
        "For comparison: of {base}, {total}; for {votes}, {for_share}, not more than {asked_share}.",
    ),
    "wholes_disagree": said(
        (
            "Қорытынды қай негіз алынғанына байланысты: бір негіз бойынша көпшілік бар, екіншісі "
            "бойынша жоқ. Шешуші негіз – {base}."
        ),
        "Вывод зависит от основы: по одной большинство есть, по другой нет. Решает основа «{base}».",
        (
            "The conclusion depends on the whole: a majority of one is none of another. The whole that "
            "decides is {base}."
        ),
    ),
    "regions_reported": said(
        (
            "Өңірлер бойынша дауыстар берілмеген; көпшілік жиналған өңірлердің саны комиссияның "
            "айтуынша – {regions}."
        ),
        "Голоса по регионам не даны; регионов с большинством, по словам комиссии, – {regions}.",
        "Votes by region are not given; by the commission's word {regions} have a majority.",
    ),
    "regions_enough": said(
        "Көпшілік дауыс жиналған өңірлер: {regions} өңірдің {passed} өңірі, керегі {needed}.",
        "Регионов с большинством: {passed} из {regions}, нужно {needed}.",
        "Regions with a majority: {passed} of {regions}, {needed} needed.",
    ),
    "regions_too_few": said(
        (
            "Көпшілік дауыс жиналған өңірлер: {regions} өңірдің {passed} өңірі, ал керегі {needed}; "
            "қалғандары да жеткізбейді."
        ),
        "Регионов с большинством: {passed} из {regions}, а нужно {needed}; остальных уже не хватит.",
        (
            "Regions with a majority: {passed} of {regions}, but {needed} are needed; the rest cannot "
            "make up for it."
        ),
    ),
    "regions_unknown": said(
        (
            "Өңірлер бойынша айту мүмкін емес: {regions} өңірдің {known} өңірі белгілі, көпшілік – "
            "{passed}, керегі {needed}."
        ),
        "По регионам сказать нельзя: известно {known} из {regions}, с большинством {passed}, нужно {needed}.",
        (
            "It cannot be told by region: {known} of {regions} are known, {passed} with a majority, "
            "{needed} needed."
        ),
    ),
}

STEP_WORDS = {**LIST_STEPS, **_LONE_LIST, **_ONE_SEAT, **_REFERENDUM}
"""The sentence of every step by its code."""
