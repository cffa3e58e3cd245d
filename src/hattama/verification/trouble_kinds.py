"""All that a check can have to say, in three languages."""

from __future__ import annotations

from hattama.core.vocabulary import Words
from hattama.verification.places import FileAbsent, FileProblem, FileTooLong
from hattama.verification.troubles import Trouble, TroubleKind, Weight


def _kind(weight: Weight, code: str, kk: str, ru: str, en: str) -> TroubleKind:
    return TroubleKind(code, weight, Words.of({"kk": kk, "ru": ru, "en": en}))


def _false(code: str, kk: str, ru: str, en: str) -> TroubleKind:
    return _kind(Weight.FALSE, code, kk, ru, en)


def _unchecked(code: str, kk: str, ru: str, en: str) -> TroubleKind:
    return _kind(Weight.UNCHECKED, code, kk, ru, en)


def _note(code: str, kk: str, ru: str, en: str) -> TroubleKind:
    return _kind(Weight.NOTE, code, kk, ru, en)


# Files.

FILE_ABSENT = _unchecked(
    "file-absent",
    "мұндай файл жоқ",
    "такого файла нет",
    "there is no such file",
)
FILE_TOO_LONG = _false(
    "file-too-long",
    "файл тым ұзын: ең көбі {expected} байт болуы мүмкін",
    "файл слишком длинный: возможно не больше {expected} байт",
    "the file is too long: at most {expected} bytes are possible",
)
FILE_UNREADABLE = TroubleKind(
    "file-unreadable",
    Weight.UNCHECKED,
    Words.of(
        {
            "kk": "файлды оқу мүмкін болмады: {found}",
            "ru": "файл не удалось прочесть: {found}",
            "en": "the file could not be read: {found}",
        }
    ),
    is_system_reason=True,
)
UNKNOWN_FILE = _note(
    "unknown-file",
    "бұл файл тексерілмеді: ол жариялық жинаққа жатпайды немесе журналдың осы көлемінен тыс",
    "файл не проверен: он не относится к публикуемому набору или выходит за этот размер журнала",
    "this file was not checked: it is no part of the bundle, or lies beyond this size of the log",
)


def file_trouble(problem: FileProblem) -> Trouble:
    """What to say of a file that could not be had."""
    if isinstance(problem, FileAbsent):
        return FILE_ABSENT.at(problem.path)
    if isinstance(problem, FileTooLong):
        return FILE_TOO_LONG.at(problem.path, expected=problem.why)
    return FILE_UNREADABLE.at(problem.path, found=problem.why)


# Checkpoint, keys, policy, witnesses.

CHECKPOINT_REFUSED = _false(
    "checkpoint-refused",
    "журналдың қол қойылған күйі қабылданбады: {found}",
    "подписанное состояние журнала не принято: {found}",
    "the checkpoint is refused: {found}",
)
KEYS_REFUSED = _false(
    "keys-refused",
    "журнал кілттері қабылданбады: {found}",
    "ключи журнала не приняты: {found}",
    "the keys of the log are refused: {found}",
)
KEYS_DIFFER = _false(
    "keys-differ",
    "файлдағы кілттер журналдағы «key» жазбаларына сай емес",
    "ключи в файле не те, что названы записями «key» журнала",
    "the keys in the file are not those that the log's “key” entries name",
)
KEY_CHANGE_REFUSED = _false(
    "key-change-refused",
    "кілттің ауысуы дәлелденбеген: {found}",
    "смена ключа не доказана: {found}",
    "the change of key is not proved: {found}",
)
KEY_NOT_CONFIRMED = _note(
    "key-not-confirmed",
    "кілт осы жинақтың өзінен алынды, оны басқа жерде жарияланған кілтпен салыстырыңыз: {found}",
    "ключ взят из самого набора, сверьте его с ключом, опубликованным в другом месте: {found}",
    "the key was taken from the bundle itself; compare it with the one published elsewhere: {found}",
)
KEY_UNKNOWN = _false(
    "key-unknown",
    "сіздің саясатыңызда бұл журналдың бірде-бір кілті жоқ: {found}",
    "в вашей политике нет ни одного ключа этого журнала: {found}",
    "your policy holds no key of this log: {found}",
)
POLICY_REFUSED = _false(
    "policy-refused",
    "саясат файлы қабылданбады: {found}",
    "файл политики не принят: {found}",
    "the policy file is refused: {found}",
)
QUORUM_NOT_MET = _false(
    "quorum-not-met",
    "куәгерлер жеткіліксіз. Қол қойғандары: {found}; талап: {expected}",
    "свидетелей недостаточно. Подписали: {found}; требуется: {expected}",
    "not enough witnesses. Cosigned by: {found}; required: {expected}",
)
NOT_WITNESSED = _note(
    "not-witnessed",
    "жинақтың өз саясаты бойынша куәгерлер әлі жеткіліксіз; қол қойғандары: {found}; "
    "куәгерлер растаған жазбалар: {expected}",
    "по собственной политике набора свидетелей пока недостаточно; подписали: {found}; "
    "подтверждено записей: {expected}",
    "by the bundle's own policy there are not enough witnesses yet; cosigned by: {found}; "
    "entries confirmed: {expected}",
)
WITNESSED_PARTLY = _unchecked(
    "witnessed-partly",
    "куәгерлер журналдың {found} жазбасын ғана көрген, барлығы {expected}; қалғанын әлі ешкім растамаған",
    "свидетели видели {found} записей журнала из {expected}; остальное пока никто не подтвердил",
    "witnesses have seen {found} entries of the log of {expected}; nobody has confirmed the rest yet",
)
COSIGNED_REFUSED = _false(
    "cosigned-refused",
    "куәгерлер растаған күй жарияланған саясатқа сай емес: {found}",
    "состояние, подтверждённое свидетелями, не отвечает опубликованной политике: {found}",
    "the cosigned checkpoint does not meet the published policy: {found}",
)
KEPT_REFUSED = _unchecked(
    "kept-refused",
    "сақталған күйге бұл журнал қол қоймаған: {found}",
    "сохранённое состояние не подписано этим журналом: {found}",
    "the checkpoint that was kept is not signed by this log: {found}",
)
KEPT_IS_NEWER = _unchecked(
    "kept-is-newer",
    "сізде {found} жазбалық күй сақталған, ал мұндағы журналда бары {expected}: жинақ ескі немесе "
    "жазбалар жасырылған",
    "у вас сохранено состояние на {found} записей, а здесь их {expected}: набор устарел или записи скрыты",
    "what you kept covers {found} entries, the log here has {expected}: the bundle is old, or entries are "
    "withheld",
)
HISTORY_REWRITTEN = _false(
    "history-rewritten",
    "тарих қайта жазылған: журнал {found} жазба болған кезде оның түбірі {expected} еді. "
    "Екеуіне де қол қойылған: екі файлды да сақтаңыз, бұл — дәлел",
    "история переписана: при {found} записях корень журнала был {expected}. "
    "Подписано и то и другое: сохраните оба файла, это доказательство",
    "history was rewritten: at {found} entries the root of the log was {expected}. "
    "Both are signed: keep both files, they are proof",
)
RECEIPT_REFUSED = _false(
    "receipt-refused",
    "түбіртек расталмады: {found}",
    "квитанция не подтвердилась: {found}",
    "the receipt does not hold: {found}",
)
RECEIPT_HOLDS = _note(
    "receipt-holds",
    "түбіртек расталды: бұл жазба {found} жазбалық журналда бар",
    "квитанция подтвердилась: запись есть в журнале из {found} записей",
    "the receipt holds: the entry is in the log of {found} entries",
)

# Tree and entries.

BUNDLE_REFUSED = _false(
    "bundle-refused",
    "файл журналдың көлеміне сай емес: {found}",
    "файл не соответствует размеру журнала: {found}",
    "the file is not what the size of the log demands: {found}",
)
TILE_DIFFERS = _false(
    "tile-differs",
    "хештер жазбаларға сай емес {found}",
    "хеши не соответствуют записям {found}",
    "the hashes are not those of the entries {found}",
)
ROOT_DIFFERS = _false(
    "root-differs",
    "жазбалардың түбірі {found}, ал қол қойылғаны {expected}: жазба өзгертілген, жойылған немесе қосылған",
    "корень записей {found}, а подписан {expected}: запись изменена, убрана или добавлена",
    "the root of the entries is {found}, what is signed is {expected}: an entry was changed, dropped "
    "or added",
)
LOG_TOO_LARGE = _unchecked(
    "log-too-large",
    "журналда {found} жазба бар делінген, бұл бағдарлама {expected} жазбаға дейін тексереді",
    "заявлено записей: {found}; эта программа проверяет не больше {expected}",
    "the log is said to have {found} entries, this program checks at most {expected}",
)
LOG_INCOMPLETE = _unchecked(
    "log-incomplete",
    "журналдың барлық жазбасын оқу мүмкін болмады, сондықтан қосындылар тексерілмеді",
    "прочесть удалось не все записи журнала, поэтому суммы не проверены",
    "not all entries of the log could be read, so the sums were not checked",
)
ENTRY_REFUSED = _false(
    "entry-refused",
    "жазба қалыпты түрде емес: {found}",
    "запись не в канонической форме: {found}",
    "the entry is not in its one canonical form: {found}",
)
SCHEMA_BROKEN = _false(
    "schema-broken",
    "«{found}» сызбаға сай емес, керегі: {expected}",
    "«{found}» не соответствует схеме, требуется: {expected}",
    "“{found}” does not fit the schema, which asks for {expected}",
)
ORDER_BROKEN = _false(
    "order-broken",
    "жазбалар реті бұзылған: табылғаны {found}, керегі {expected}",
    "порядок записей нарушен: найдено {found}, требуется {expected}",
    "the order of entries is broken: found {found}, expected {expected}",
)
LIFE_CYCLE_BROKEN = _false(
    "life-cycle-broken",
    "жазба өзінен бұрынғыларға қайшы: {found}",
    "запись противоречит предыдущим: {found}",
    "the entry contradicts those before it: {found}",
)
FINDINGS_DIFFER = _false(
    "findings-differ",
    "жазбада көрсетілген қайшылықтар: {found}; ереже топтамасы бойынша: {expected}",
    "в записи названы расхождения: {found}; по пакету правил: {expected}",
    "findings stated: {found}; by the rule pack: {expected}",
)

# What the log stands on, and what frames it.

FOUNDATION_REFUSED = _false(
    "foundation-refused",
    "файл оқылмайды: {found}",
    "файл не читается: {found}",
    "the file cannot be understood: {found}",
)
FOUNDATION_DIFFERS = _false(
    "foundation-differs",
    "файлдың хеші {found}, ал журнал {expected} деп ашылған",
    "хеш файла {found}, а журнал открыт с {expected}",
    "the hash of the file is {found}, the log opened with {expected}",
)
OPEN_DIFFERS = _false(
    "open-differs",
    "журнал басқа сайлауға ашылған: {found}, керегі {expected}",
    "журнал открыт для других выборов: {found}, требуется {expected}",
    "the log was opened for another election: {found}, expected {expected}",
)
LOG_WITHOUT_KEY = _false(
    "log-without-key",
    "журналда бірде-бір «key» жазбасы жоқ: ол журналдар өз кілтін атамаған кезде ашылған, сондықтан оған "
    "қай кілтпен қол қойылатынын журналдың өзі айтпайды; мұндай сайлауды қайта ашу керек",
    "в журнале нет ни одной записи «key»: он открыт, когда журналы ещё не называли своего ключа, и сам не "
    "говорит, каким ключом подписан; такие выборы нужно открыть заново",
    "the log has no “key” entry: it was opened when logs did not name their key yet, so it does not "
    "itself say which key signs it; such an election has to be opened anew",
)
KEY_ENTRY_DIFFERS = _false(
    "key-entry-differs",
    "кілт жазбасы алдыңғысына сай емес: {found}, алдыңғысы {expected}",
    "запись о ключе не продолжает предыдущую: {found}, до неё {expected}",
    "the key entry does not follow the one before it: {found}, before it {expected}",
)
ROSTER_DIFFERS = _false(
    "roster-differs",
    "сайлау учаскелерінің тізімі аумақтар тізіміне сай емес: {found}, керегі {expected}",
    "перечень участков расходится со списком территорий: {found}, требуется {expected}",
    "the roster differs from the list of areas: {found}, expected {expected}",
)
CUT_DIFFERS = _false(
    "cut-differs",
    "қосындылар жиыны ережеге сай емес: {found}, керегі {expected}",
    "набор итогов не по правилам: {found}, требуется {expected}",
    "the set of totals is not as it must be: {found}, expected {expected}",
)
TOTAL_DIFFERS = _false(
    "total-differs",
    "қосынды шықпайды: {found}, хаттамалардан шығатыны {expected}",
    "сумма не сходится: {found}, по протоколам {expected}",
    "the total does not come out: {found}, the protocols give {expected}",
)
CLOSE_DIFFERS = _false(
    "close-differs",
    "жабу жазбасы шықпайды: {found}, керегі {expected}",
    "запись о закрытии не сходится: {found}, требуется {expected}",
    "the closing entry does not come out: {found}, expected {expected}",
)

# Files beside the log.

STATE_UNREADABLE = _false(
    "state-unreadable",
    "файл журналдың қай көлеміне қатысты екенін айтпайды",
    "файл не говорит, о каком размере журнала он",
    "the file does not say of which size of the log it speaks",
)
STATE_AHEAD = _unchecked(
    "state-ahead",
    "файл {found} жазбалық журналға қатысты, ал тексерілгені {expected}",
    "файл говорит о журнале из {found} записей, а проверен журнал из {expected}",
    "the file speaks of {found} entries, the log that was checked has {expected}",
)
STATE_BEHIND = _false(
    "state-behind",
    "файл ескірген: ол {found} жазбалық журналға қатысты, ал одан кейін осы жер туралы жазба бар "
    "({expected})",
    "файл устарел: он о журнале из {found} записей, а позже есть запись об этом месте ({expected})",
    "the file is out of date: it speaks of {found} entries, and a later entry is about this place "
    "({expected})",
)
EXPLANATION_DIFFERS = _false(
    "explanation-differs",
    "түсіндірме мәтіні журналдағы хешке сай емес",
    "текст объяснения не соответствует хешу в журнале",
    "the text of the explanation is not that whose hash the log holds",
)
DOCUMENT_UNREADABLE = _false(
    "document-unreadable",
    "файл JSON емес немесе журналдың көлемін айтпайды",
    "файл не JSON или не называет размер журнала",
    "the file is not JSON, or names no size of the log",
)
DOCUMENT_DIFFERS = _false(
    "document-differs",
    "файл журналдан шығатынға сай емес: {found}, керегі {expected}",
    "файл не следует из журнала: {found}, требуется {expected}",
    "the file does not follow from the log: {found}, expected {expected}",
)
OUTCOME_DIFFERS = _false(
    "outcome-differs",
    "қорытынды дауыстардан шығатынға сай емес: {found}, керегі {expected}",
    "итог не следует из голосов: {found}, требуется {expected}",
    "the outcome does not follow from the votes: {found}, expected {expected}",
)
TABLE_DIFFERS = _false(
    "table-differs",
    "кесте журналдан шығатынға сай емес. Тұрғаны: {found} Керегі: {expected}",
    "таблица не следует из журнала. Стоит: {found} Требуется: {expected}",
    "the table does not follow from the log. Found: {found} Expected: {expected}",
)
TABLES_AHEAD = _unchecked(
    "tables-ahead",
    "кестелер {found} жазбалық журналға қатысты, ал тексерілгені {expected}",
    "таблицы говорят о журнале из {found} записей, а проверен журнал из {expected}",
    "the tables speak of {found} entries, the log that was checked has {expected}",
)
WORDS_MISSING = _unchecked(
    "words-missing",
    "түсіндірме мәтіндері қолда жоқ, сондықтан кесте тексерілмеді",
    "тексты объяснений недоступны, поэтому таблица не проверена",
    "the texts of explanations are not at hand, so the table was not checked",
)
SCAN_DIFFERS = _false(
    "scan-differs",
    "скан-көшірме журналдағы хешке сай емес: {found}",
    "скан не соответствует хешу в журнале: {found}",
    "the scan is not the one whose hash the log holds: {found}",
)
