"""The sentence of every step, in Kazakh, Russian and English; values stand in braces."""

from __future__ import annotations

from hattama.core.vocabulary import said

_WHOLES = {
    "no_votes": said("Бірде-бір дауыс берілмеген.", "Голосов нет.", "There are no votes."),
    "base": said(
        "Есептің негізі – {base}: {total}.",
        "За основу берутся {base}: {total}.",
        "The whole is {base}: {total}.",
    ),
    "base_stated": said(
        (
            "Бөліктердің қосындысы – {total}, ал жеке көрсетілген сан – {stated}; есеп қосынды бойынша "
            "жүргізілді."
        ),
        "Сумма частей – {total}, а отдельно указано {stated}; расчёт ведётся по сумме.",
        "The parts add up to {total}, while {stated} is stated separately; the sum is used.",
    ),
    "base_unknown": said(
        "Белгісіз: {base}. Берілмегені: {missing}. Берілмеген сан нөлге тең емес.",
        "Неизвестно: {base}. Не даны: {missing}. То, что не дано, нулём не считается.",
        "Not known: {base}. Not given: {missing}. What is not given is not zero.",
    ),
    "against_all_not_given": said(
        (
            "«Бәріне қарсымын» жолы берілмеген, сондықтан ондай дауыс жоқ деп есептелді; болса, шек "
            "жоғары болар еді."
        ),
        "Строка «Против всех» не дана, поэтому таких голосов нет в расчёте; будь они, порог был бы выше.",
        (
            "The row against all was not given, so none are counted; if there were any, the threshold "
            "would be higher."
        ),
    ),
    "against_all_no_seats": said(
        "«Бәріне қарсымын»: {votes} дауыс. Бұл дауыстарға мандат берілмейді.",
        "«Против всех»: голосов – {votes}. Мандатов за них не дают.",
        "Against all: {votes} votes. They never receive seats.",
    ),
    "against_all_elects_nobody": said(
        "«Бәріне қарсымын»: {votes} дауыс. Бұл дауыстармен ешкім сайланбайды.",
        "«Против всех»: голосов – {votes}. Этими голосами никто не избирается.",
        "Against all: {votes} votes. They elect nobody.",
    ),
}

_ADMISSION = {
    "threshold": said(
        (
            "Сайлау шегі – {threshold_share}: негіз {total}, демек шек {bar}; тізімге кемінде {least} "
            "дауыс керек."
        ),
        (
            "Избирательный порог – {threshold_share}: основа {total}, значит порог {bar}; списку нужно "
            "не менее {least}."
        ),
        "The threshold is {threshold_share}: of {total} that is {bar}; a list needs at least {least} votes.",
    ),
    "group_threshold": said(
        (
            "«{group}» тобы үшін шек – {threshold_share}: негіз {total}, демек {bar}; кемінде {least} "
            "дауыс керек."
        ),
        (
            "Порог для группы «{group}» – {threshold_share}: основа {total}, значит {bar}; нужно не "
            "менее {least}."
        ),
        (
            "The threshold for the group {group} is {threshold_share}: of {total} that is {bar}; at "
            "least {least} votes."
        ),
    ),
    "admitted": said(
        "{name}: {votes} дауыс, {of_share} – мандат бөлуге жіберілді.",
        "{name}: голосов – {votes}, {of_share} – допущен к распределению мандатов.",
        "{name}: {votes} votes, {of_share} – let in.",
    ),
    "not_admitted": said(
        "{name}: {votes} дауыс, {of_share} – шектен өтпеді.",
        "{name}: голосов – {votes}, {of_share} – порог не преодолён.",
        "{name}: {votes} votes, {of_share} – below the threshold.",
    ),
    "nobody_admitted": said(
        "Бірде-бір тізім шектен өтпеді. Мұндай жағдайға арналған ереже жоқ, мандаттар бөлінбеді.",
        "Ни один список не преодолел порога. Правила на такой случай нет, мандаты не распределены.",
        "No list reached the threshold. There is no rule for that case; no seats are given.",
    ),
}

_QUOTAS = {
    "quota_hare": said(
        "Сайлау бөліндісі (квота): {votes} дауыс ÷ {seats} мандат = {quota}.",
        "Избирательное частное (квота): {votes} голосов ÷ {seats} мандатов = {quota}.",
        "The electoral quotient: {votes} votes ÷ {seats} seats = {quota}.",
    ),
    "quota_droop": said(
        "Друп квотасы: {votes} ÷ ({seats} + 1), бүтін бөлігіне бір қосылады = {quota}.",
        "Квота Друпа: {votes} ÷ ({seats} + 1), целая часть плюс один = {quota}.",
        "The Droop quota: {votes} ÷ ({seats} + 1), whole part, plus one = {quota}.",
    ),
    "whole_seats": said(
        "{name}: {votes} ÷ ({quota}) = {claim}; мандат – {whole}, қалдық – {remainder}.",
        "{name}: {votes} ÷ ({quota}) = {claim}; мандатов – {whole}, остаток – {remainder}.",
        "{name}: {votes} ÷ ({quota}) = {claim}; seats {whole}, remainder {remainder}.",
    ),
    "whole_given": said(
        "Бүтін бөліктер бойынша берілген мандат – {given}; барлығы – {seats}, қалғаны – {left}.",
        "По целым частям распределено мандатов – {given} из {seats}; осталось – {left}.",
        "Given by whole parts: {given} of {seats} seats; left: {left}.",
    ),
    "seat_by_largest_remainder": said(
        "{number}-мандат ең үлкен қалдыққа беріледі: {name}, қалдығы – {merit}.",
        "{number}-й мандат – наибольшему остатку: {name}, остаток {merit}.",
        "Seat {number} goes to the largest remainder: {name}, {merit}.",
    ),
    "seat_by_most_votes": said(
        "Қалған мандаттардан {number}-мандат көп дауыс алған тізімге беріледі: {name}, {merit} дауыс.",
        "{number}-й мандат из оставшихся – списку с бо́льшим числом голосов: {name}, {merit}.",
        "Seat {number}, left over, goes to the list with more votes: {name}, {merit}.",
    ),
    "seats_over": said(
        "Бөлінбей қалған мандат – {left}. Әдіс бұларды кімге беру керегін айтпайды.",
        "Нераспределённых мандатов – {left}. Метод не говорит, кому их отдать.",
        "Seats left over: {left}. The method does not say who receives them.",
    ),
}

_AVERAGES = {
    "divisors_dhondt": said(
        "Әр тізімнің дауыстары 1, 2, 3 … сандарына бөлінеді (Д’Ондт); мандат ең үлкен бөліндіге беріледі.",
        "Голоса каждого списка делятся на 1, 2, 3 … (д’Ондт); мандат получает наибольшее частное.",
        "The votes of each list are divided by 1, 2, 3 … (D'Hondt); each seat goes to the largest quotient.",
    ),
    "divisors_sainte_lague": said(
        "Әр тізімнің дауыстары 1, 3, 5 … сандарына бөлінеді (Сент-Лагю); мандат ең үлкен бөліндіге беріледі.",
        "Голоса каждого списка делятся на 1, 3, 5 … (Сент-Лагю); мандат получает наибольшее частное.",
        (
            "The votes of each list are divided by 1, 3, 5 … (Sainte-Laguë); each seat goes to the "
            "largest quotient."
        ),
    ),
    "divisors_modified_sainte_lague": said(
        "Әр тізімнің дауыстары мына сандарға бөлінеді: {first}; 3; 5 … (түрлендірілген Сент-Лагю).",
        "Голоса каждого списка делятся на {first}; 3; 5 … (изменённый метод Сент-Лагю).",
        "The votes of each list are divided by {first}; 3; 5 … (modified Sainte-Laguë).",
    ),
    "seat_by_average": said(
        "{number}-мандатты алған тізім: {name}, {votes} ÷ ({divisor}) = {merit}.",
        "{number}-й мандат: {name}, {votes} ÷ ({divisor}) = {merit}.",
        "Seat {number}: {name}, {votes} ÷ ({divisor}) = {merit}.",
    ),
}

_TIES = {
    "tie_by_registration": said(
        "Көрсеткіштері тең: {names}. Бұрын тіркелген тізім алда тұрады, реті осылай.",
        "Показатели равны: {names}. Порядок – по времени регистрации, раньше зарегистрированный впереди.",
        "Equal: {names}. In this order, the list registered earlier first.",
    ),
    "tie_by_votes": said(
        "Көрсеткіштері тең: {names}. Дауысы көп тізім алда тұрады, реті осылай.",
        "Показатели равны: {names}. Порядок – по числу голосов.",
        "Equal: {names}. In this order, more votes first.",
    ),
    "tie_order_unknown": said(
        (
            "Көрсеткіштері тең: {names}; қалған мандат – {left}. Бұрын тіркелген тізім алуы тиіс, "
            "бірақ тіркелу реті берілмеген."
        ),
        (
            "Показатели равны: {names}; осталось мандатов – {left}. Получает список, "
            "зарегистрированный раньше, но порядок регистрации не дан."
        ),
        (
            "Equal: {names}; seats left: {left}. The list registered earlier comes first, but that "
            "order is not given."
        ),
    ),
    "tie_open": said(
        "Көрсеткіштері тең: {names}; қалған мандат – {left}. Қайсысы алатынын ешбір ереже айтпайды.",
        "Показатели равны: {names}; осталось мандатов – {left}. Ни одно правило не говорит, кто их получает.",
        "Equal: {names}; seats left: {left}. No rule says who receives them.",
    ),
}

LIST_STEPS = {**_WHOLES, **_ADMISSION, **_QUOTAS, **_AVERAGES, **_TIES}
"""Steps of lists, and those that every kind of contest shares."""
