"""What evidence against a log proves, in plain words for people who do not read proofs: three languages."""

from __future__ import annotations

import datetime

from hattama.core.transparency_log import Evidence, EvidenceKind
from hattama.core.vocabulary import said

TITLES = {
    EvidenceKind.FORK: said(
        "Көлемі бірдей журналдың екі түрлі нұсқасы",
        "Две версии журнала одного размера",
        "Two versions of the log at one size",
    ),
    EvidenceKind.REWRITTEN: said(
        "Журналдың бұрынғы жазбалары өзгертілген",
        "Прежние записи журнала изменены",
        "Earlier entries of the log were changed",
    ),
    EvidenceKind.UNPROVEN_GROWTH: said(
        "Журналдың өсуі дәлелденбеген",
        "Рост журнала не доказан",
        "Growth of the log that was not proved",
    ),
}
_MEANINGS = {
    EvidenceKind.FORK: said(
        "`{origin}` журналының кілтімен екі бақылау нүктесіне қол қойылған. Екеуі де журналда {small} "
        "жазба бар дейді, бірақ жазбалардың ізі (түбір хеші) екі түрлі. Бір журнал мұны айта алмайды: "
        "кілт иесі әркімге әртүрлі тарих көрсеткен. Бұл — дәлел: оны тексеру үшін бізге де, журнал "
        "иесіне де сенудің қажеті жоқ.",
        "Ключом журнала `{origin}` подписаны две контрольные точки. Обе говорят, что в журнале {small} "
        "записей, но отпечаток записей (корневой хеш) у них разный. Один и тот же журнал так сказать не "
        "может: владелец ключа показал разным людям разную историю. Это доказательство: чтобы его "
        "проверить, не нужно верить ни нам, ни владельцу журнала.",
        "The key of the log `{origin}` signed two checkpoints. Both say that the log has {small} entries, "
        "but the fingerprint of the entries (the root hash) differs. No single log can say both: whoever "
        "holds the key showed different histories to different people. This is proof: to check it one "
        "need not believe us, nor the owner of the log.",
    ),
    EvidenceKind.REWRITTEN: said(
        "`{origin}` журналының кілтімен екі бақылау нүктесіне қол қойылған: біріншісі {small} жазбаға, "
        "екіншісі {large} жазбаға. Журналға жазба тек қосылуы тиіс, сондықтан үлкені кішісінен басталуы "
        "керек. Мұндағы хештер оның басқаша басталатынын көрсетеді: алғашқы {small} жазбаның бірі "
        "өзгертілген, жойылған немесе қосылған. Бұл — дәлел: оны тексеру үшін бізге де, журнал иесіне де "
        "сенудің қажеті жоқ.",
        "Ключом журнала `{origin}` подписаны две контрольные точки: одна о {small} записях, другая о "
        "{large}. В журнал можно только добавлять, поэтому больший обязан начинаться с меньшего. "
        "Приложенные хеши показывают, что он начинается иначе: среди первых {small} записей что-то "
        "изменено, убрано или вставлено. Это доказательство: чтобы его проверить, не нужно верить ни нам, "
        "ни владельцу журнала.",
        "The key of the log `{origin}` signed two checkpoints, one of {small} entries and one of {large}. "
        "A log is only ever added to, so the larger one must begin with the smaller one. The hashes here "
        "show that it begins otherwise: among the first {small} entries something was changed, taken out "
        "or put in. This is proof: to check it one need not believe us, nor the owner of the log.",
    ),
    EvidenceKind.UNPROVEN_GROWTH: said(
        "`{origin}` журналының кілтімен {small} және {large} жазбалық екі бақылау нүктесіне қол қойылған, "
        "бірақ үлкенінің кішісінен басталатынын көрсететін деректер келмеді немесе дұрыс болмады. Бұл — "
        "әзірге дәлел емес: себебі байланыстың ақауы болуы да, деректерді журнал иесі емес, басқа біреу "
        "жіберуі де мүмкін. Журнал иесінен осы екі нүкте үшін дәлел сұраңыз; бере алмаса, журнал "
        "өзгертілген.",
        "Ключом журнала `{origin}` подписаны две контрольные точки, о {small} и о {large} записях, но "
        "данных, из которых видно, что больший журнал начинается с меньшего, не пришло или они неверны. "
        "Само по себе это ещё не доказательство: причиной может быть сбой связи, и прислать их мог не "
        "владелец журнала. Потребуйте у владельца доказательство для этих двух точек; если он не может "
        "его дать, журнал изменён.",
        "The key of the log `{origin}` signed two checkpoints, of {small} and of {large} entries, but the "
        "data that shows the larger log to begin with the smaller one did not come or was wrong. By "
        "itself this is no proof yet: a broken connection may be the cause, and whoever sent it need not "
        "have been the owner of the log. Ask the owner for the proof between these two; if they cannot "
        "give it, the log was changed.",
    ),
}
_FILES = {
    "checkpoint-held": said(
        "бұрын көрілген бақылау нүктесі",
        "контрольная точка, увиденная раньше",
        "the checkpoint that was seen first",
    ),
    "checkpoint-offered": said(
        "кейін келген бақылау нүктесі", "контрольная точка, пришедшая потом", "the checkpoint that came later"
    ),
    "log.vkey": said("журналдың ашық кілттері", "открытые ключи журнала", "the public keys of the log"),
}
_FILES_OF_THE_PROOF = {
    "growth": said(
        "үлкен журналдың дәлелі (RFC 6962, 2.1.2; tlog-witness пішімінде)",
        "доказательство от большего журнала (RFC 6962, 2.1.2; в форме tlog-witness)",
        "the proof by the larger log (RFC 6962, 2.1.2; in the form of tlog-witness)",
    ),
    "beginning.sha256": said(
        "үлкен журналдың алғашқы {small} жазбасының түбір хеші: ол кішісіне қол қойылғанынан өзгеше",
        "корневой хеш первых {small} записей большего журнала: он не тот, что подписан в меньшем",
        "the root hash of the first {small} entries of the larger log: not the one that was signed of the "
        "smaller",
    ),
}
_HOW = said(
    "Тексеру: `hattama evidence ПАПКА`, немесе signed-note мен RFC 6962 білетін кез келген бағдарлама. "
    "Журналдың кілтін басқа көзден алынғанымен салыстырыңыз. Бұл папканы өзгертпей сақтап, көшірмесін "
    "басқаларға беріңіз.",
    "Как проверить: `hattama evidence ПАПКА` или любая программа, знающая signed-note и RFC 6962. Сверьте "
    "ключ журнала с полученным из другого источника. Храните эту папку без изменений и передайте копии "
    "другим.",
    "To check it: `hattama evidence FOLDER`, or any program that knows signed-note and RFC 6962. Compare "
    "the key of the log with one that you have from elsewhere. Keep this folder as it is, and give copies "
    "to others.",
)
_NOTICED = said("Байқалған уақыты: {at}", "Замечено: {at}", "Noticed at: {at}")


def readme(evidence: Evidence, noticed_at: datetime.datetime) -> str:
    """The page that lies beside the evidence; the languages one after another."""
    return "\n".join(_in(language, evidence, noticed_at) for language in ("kk", "ru", "en"))


def meaning(evidence: Evidence, language: str) -> str:
    """What the evidence proves, in a paragraph."""
    return _MEANINGS[evidence.kind].say(language).format_map(_values(evidence))


def _in(language: str, evidence: Evidence, noticed_at: datetime.datetime) -> str:
    files = _FILES | (_FILES_OF_THE_PROOF if evidence.kind is EvidenceKind.REWRITTEN else {})
    values = _values(evidence)
    return "\n".join(
        [
            f"# {TITLES[evidence.kind].say(language)}",
            "",
            meaning(evidence, language),
            "",
            *(f"- `{name}`: {words.say(language).format_map(values)}" for name, words in files.items()),
            "",
            _HOW.say(language),
            "",
            _NOTICED.say(language).format(at=noticed_at.isoformat(timespec="seconds")),
            "",
        ]
    )


def _values(evidence: Evidence) -> dict[str, object]:
    return {
        "origin": evidence.held.checkpoint.origin,
        "small": evidence.smaller.checkpoint.size,
        "large": evidence.larger.checkpoint.size,
    }
