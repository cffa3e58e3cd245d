"""Why a log cannot be written now, as a sentence for the operator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from hattama.core.transparency_log import LogRefusal
from hattama.core.vocabulary import Words
from hattama.web.kernel.commands.answers import Refused, say, tell

_EXPOSED = Words.of(
    {
        "kk": "Журнал кілтін басқалар оқи алады: {why}. Орындаңыз: chmod 600 ФАЙЛ",
        "ru": "Ключ журнала могут прочитать посторонние: {why}. Выполните: chmod 600 ФАЙЛ",
        "en": "Others can read the key of the log: {why}. Run: chmod 600 FILE",
    }
)
_KEY = Words.of(
    {
        "kk": "Журналға қол қоятын кілт жоқ немесе жарамсыз: {why}",
        "ru": "Ключа, которым подписывается журнал, нет или он негоден: {why}",
        "en": "The key that signs the log is missing or unusable: {why}",
    }
)
_SIGNER = Words.of(
    {
        "kk": "Қол қоюшы процесс қол қоймады: {why}",
        "ru": "Процесс подписи не подписал: {why}",
        "en": "The signer did not sign: {why}",
    }
)
_PEN = Words.of(
    {
        "kk": "«{why}» журналына басқа процесс ұзақ жазып жатыр. Кейінірек қайталаңыз.",
        "ru": "В журнал «{why}» долго пишет другой процесс. Повторите позже.",
        "en": "Another process has been writing the log of {why} for long. Try again later.",
    }
)
_AHEAD = Words.of(
    {
        "kk": "Жарияланған журнал дерекқордан озып кеткен: {why}. Дерекқор ескі көшірмеден қалпына "
        "келтірілген болуы мүмкін. Ештеңе жазылған жоқ.",
        "ru": "Опубликованный журнал длиннее, чем в базе данных: {why}. Возможно, база восстановлена из "
        "старой копии. Ничего не записано.",
        "en": "The published log is ahead of the database: {why}. The database may come from an old backup. "
        "Nothing was written.",
    }
)
_DIFFERS = Words.of(
    {
        "kk": "Дерекқор мен жарияланған журнал сәйкес келмейді: {why}. Ештеңе жазылған жоқ.",
        "ru": "База данных и опубликованный журнал расходятся: {why}. Ничего не записано.",
        "en": "The database and the published log differ: {why}. Nothing was written.",
    }
)
_STOPPED = Words.of(
    {
        "kk": "Журналға жазу тоқтатылды: қоймадағы жария көшірме оған қайшы келеді ({why}). Актілер "
        "қабылданып, кезекте тұр. Көшірмені тексеріп, «hattama store publish» командасын іске қосыңыз.",
        "ru": "Запись журнала остановлена: открытая копия в хранилище ему противоречит ({why}). Акты "
        "принимаются и ждут. Проверьте копию и запустите «hattama store publish».",
        "en": "The log is not written on: its public copy in the store contradicts it ({why}). Acts are "
        "accepted and wait. Look at the copy, then run `hattama store publish`.",
    }
)
_CONTRADICTS = Words.of(
    {
        "kk": "Қоймадағы жария көшірме осы журналға қайшы келеді: {why}. Онда ештеңе өзгертілген жоқ, "
        "журналға жазу тоқтатылды.",
        "ru": "Открытая копия в хранилище противоречит этому журналу: {why}. Там ничего не изменено, запись "
        "журнала остановлена.",
        "en": "The public copy in the store contradicts this log: {why}. Nothing was changed there, and "
        "the log is not written on.",
    }
)
_DAMAGED = Words.of(
    {
        "kk": "Жарияланған журнал файлдары бүлінген: {why}. Ештеңе жазылған жоқ.",
        "ru": "Файлы опубликованного журнала повреждены: {why}. Ничего не записано.",
        "en": "Files of the published log are damaged: {why}. Nothing was written.",
    }
)
_WITNESSES = Words.of(
    {
        "kk": "witnesses.toml файлында қате бар: {why}",
        "ru": "Ошибка в файле witnesses.toml: {why}",
        "en": "witnesses.toml is wrong: {why}",
    }
)


_STORE_AWAY = Words.of(
    {
        "kk": "Файлдар қоймасы жауап бермейді: {why}. Кейінірек қайталаңыз.",
        "ru": "Хранилище файлов не отвечает: {why}. Повторите позже.",
        "en": "The store of files does not answer: {why}. Try again later.",
    }
)
_NEEDED = Words.of(
    {
        "kk": "Бұған қажет {why} файлы қоймада жоқ немесе бүлінген. Оны сақтық көшірмеден қайтарыңыз.",
        "ru": "Файла {why}, который для этого нужен, в хранилище нет, или он повреждён. Верните его из "
        "резервной копии.",
        "en": "The file {why} is needed, and is gone from the store or damaged: bring it back from a backup.",
    }
)
_LOST = {
    "gone": Words.of(
        {
            "kk": "Қоймада жоқ, көшірмеге енген жоқ: {what}",
            "ru": "Нет в хранилище, в копию не вошло: {what}",
            "en": "Gone from the store and left out: {what}",
        }
    ),
    "damaged": Words.of(
        {
            "kk": "Қоймада бүлінген, көшірмеге енген жоқ: {what}",
            "ru": "Повреждено в хранилище, в копию не вошло: {what}",
            "en": "Damaged in the store and left out: {what}",
        }
    ),
}
_BRING_BACK = Words.of(
    {
        "kk": "Қалғанының бәрі көшірілді. Файлдарды сақтық көшірмеден немесе айнадан қайтарып, пәрменді "
        "қайталаңыз.",
        "ru": "Остальное скопировано. Верните файлы из резервной копии или с зеркала и повторите команду.",
        "en": "All else was copied. Bring the files back from a backup or a mirror, and run this again.",
    }
)


def say_lost(lost: Mapping[str, str], language: str) -> int:
    """Name on stderr what the store lost and how; the exit code: 1 where there is any."""
    for what, how in lost.items():
        say(_LOST[how], language, what=what)
    if lost:
        say(_BRING_BACK, language)
    return 1 if lost else 0


def log_troubles() -> dict[type[Exception], Words]:
    """Kinds of trouble with a log, the particular before the general, with what to say of each."""
    from hattama.web.kernel.log.log_stops import CopyContradicts, LogStopped
    from hattama.web.kernel.log.pen import PenTaken
    from hattama.web.kernel.log.signers import SignerRefused, SignerUnavailable
    from hattama.web.kernel.log.signing_keys import KeyFileExposed, KeyRefused
    from hattama.web.kernel.log.witnesses import WitnessesMalformed
    from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase
    from hattama.web.kernel.stores.content_store import ContentLost, StoreUnavailable

    return {
        KeyFileExposed: _EXPOSED,
        KeyRefused: _KEY,
        SignerRefused: _SIGNER,
        SignerUnavailable: _SIGNER,
        PenTaken: _PEN,
        LogAheadOfDatabase: _AHEAD,
        DatabaseDiffersFromLog: _DIFFERS,
        LogStopped: _STOPPED,
        CopyContradicts: _CONTRADICTS,
        LogRefusal: _DAMAGED,
        WitnessesMalformed: _WITNESSES,
        StoreUnavailable: _STORE_AWAY,
        ContentLost: _NEEDED,
    }


def say_trouble(trouble: Exception, language: str) -> str:
    """What to tell the operator of one of `log_troubles`."""
    words = next(words for kind, words in log_troubles().items() if isinstance(trouble, kind))
    return tell(words, language, why=trouble)


@contextmanager
def telling_log_troubles(language: str) -> Iterator[None]:
    """Exit with a sentence and code 2 where a log cannot be written; other troubles pass through."""
    try:
        yield
    except tuple(log_troubles()) as trouble:
        raise Refused(say_trouble(trouble, language)) from None
