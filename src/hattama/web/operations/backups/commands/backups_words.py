"""What `hattama backup` and `hattama restore` say."""

from __future__ import annotations

from hattama.core.vocabulary import said

BACKUP = said(
    "сайттың сақтық көшірмесін жасау: дерекқор, скан-көшірмелер, журналдар",
    "сделать резервную копию сайта: база данных, сканы, журналы",
    "back the site up: database, scans, logs",
)
OUT = said(
    "сақтық көшірмелер папкасы: әр көшірме – бөлек, скан-көшірмелер – ортақ",
    "папка резервных копий: каждая отдельно, сканы общие",
    "the folder of backups: each apart, scans shared",
)
WITH_KEYS = said(
    "журналдардың құпия кілттерін де, құпиясөзбен шифрлап, қосу",
    "положить и закрытые ключи журналов, зашифрованные паролем",
    "put in the private keys of the logs, encrypted under a passphrase",
)
PASSPHRASE = said(
    "құпиясөз жазылған файл (бірінші жолы)",
    "файл с паролем (первая строка)",
    "a file with the passphrase (its first line)",
)
KEEP = said(
    "соңғы N көшірмені қалдырып, ескілерін жою",
    "оставить N последних копий, старые удалить",
    "keep the newest N backups and remove older ones",
)
DRILL = said(
    "жаттығу: көшірмені уақытша папкаға қалпына келтіріп, салыстыру",
    "учение: восстановить копию во временную папку и сверить",
    "a drill: restore the backup into a temporary folder and compare",
)
DRILL_DATABASE = said(
    "жаттығуға арналған бос PostgreSQL дерекқоры (айнымалының аты)",
    "переменная с адресом пустой базы PostgreSQL для учения",
    "the variable that holds the address of an empty PostgreSQL database for the drill",
)
RESTORE = said(
    "сайтты сақтық көшірмеден бос деректер папкасына қалпына келтіру",
    "восстановить сайт из резервной копии в пустую папку данных",
    "restore the site from a backup into an empty data folder",
)
IN = said(
    "сақтық көшірмелер папкасы (ең жаңасы алынады) немесе бір көшірменің папкасы",
    "папка резервных копий (берётся новейшая) или папка одной копии",
    "the folder of backups (the newest is taken), or that of one backup",
)
AGAINST = said(
    "басқаларда бар нәрсе: жинақтың айнасы (папка немесе https://…), checkpoint файлы немесе түбіртек",
    "что есть у других: зеркало набора (папка или https://…), файл checkpoint или квитанция",
    "what others hold: a mirror of the bundle (folder or https://…), a checkpoint file or a receipt",
)

STAGES = {
    "logs": said("журналдар", "журналы", "logs"),
    "database": said("дерекқор", "база данных", "database"),
    "content": said("скан-көшірмелер мен тізімдер", "сканы и списки", "scans and lists"),
    "check": said("хештерді тексеру", "проверка хешей", "checking hashes"),
}

BACKED_UP = said(
    "Көшірме дайын: {folder}. Көлемі {size} МБ, файл қоймасынан {files} (жаңасы {new}), {seconds} с.",
    "Копия готова: {folder}. Объём {size} МБ, файлов хранилища {files} (новых {new}), {seconds} с.",
    "The backup is done: {folder}. Size {size} MB, stored files {files} (new {new}), {seconds} s.",
)
LOG_IN_BACKUP = said(
    "«{id}»: журналда {size} жазба, кезекте {pending}.",
    "«{id}»: записей в журнале {size}, в очереди {pending}.",
    "{id}: log entries {size}, waiting {pending}.",
)
WITHOUT_KEYS = said(
    (
        "Құпия кілттер көшірмеде жоқ: олар бөлек сақталсын. Кілтсіз журнал жалғаспайды "
        "(docs/operator/backup.md)."
    ),
    (
        "Закрытых ключей в копии нет: храните их отдельно. Без ключа журнал не "
        "продолжить (docs/operator/backup.md)."
    ),
    (
        "Private keys are not in the backup: keep them apart. No log goes on without its "
        "key (docs/operator/backup.md)."
    ),
)
PRIVATE = said(
    "Көшірмеде жеке деректер бар (аккаунттар, аты-жөндер, жарияланбаған хабарлар): иесінен басқа ешкім "
    "оқымасын.",
    "В копии есть личные данные (учётные записи, имена, неопубликованные сообщения): её не должен читать "
    "никто, "
    "кроме владельца.",
    "The backup holds personal data (accounts, names, unpublished reports): nobody but its owner should "
    "read it.",
)
RESTORED = said(
    "Қалпына келтірілді: {files} файл, {seconds} с. Кезекте тұрған әрекет: {pending}.",
    "Восстановлено: файлов {files}, {seconds} с. Действий в очереди: {pending}.",
    "Restored: files {files}, {seconds} s. Acts that wait: {pending}.",
)
LOG_RESTORED = said(
    "«{id}»: журналдың {size} жазбасы қайта хештелді, түбірі көшірмедегімен бірдей.",
    "«{id}»: {size} записей журнала пересчитаны, корень тот же, что в копии.",
    "{id}: the log was hashed again (entries: {size}); the root is that of the backup.",
)
REFOLDED = said(
    "«{id}»: ашық кестелер журналдан қайта құрылды, көшірмедегіден өзгеше еді.",
    "«{id}»: публичные таблицы построены из журнала заново, в копии они отличались.",
    "{id}: the public tables were made anew from the log; those of the backup differed.",
)
OLDER = said(
    "«{id}»: көшірме жарияланғаннан ескі: онда {before} жазба, ал айнада {size}.",
    "«{id}»: копия старше опубликованного: в ней записей {before}, а в зеркале {size}.",
    "{id}: the backup is older than what was published: entries in it: {before}, in the mirror: {size}.",
)
MISSING_ENTRY = said(
    "  {index}: {kind} {area} {contest}",
    "  {index}: {kind} {area} {contest}",
    "  {index}: {kind} {area} {contest}",
)
BROUGHT_FORWARD = said(
    "«{id}»: жетіспеген {count} жазба айнадан алынды, олардың {matched} қабылданып, кезекте тұр еді.",
    "«{id}»: недостающие записи ({count}) взяты из зеркала, {matched} из них были приняты и ждали.",
    "{id}: what was missing came from the mirror (entries: {count}); accepted before and waiting: {matched}.",
)
NOT_OLDER = said(
    "«{id}»: айнада көшірмеде жоқ ештеңе жоқ.",
    "«{id}»: в зеркале нет ничего, чего нет в копии.",
    "{id}: the mirror has nothing that the backup lacks.",
)
SHOWN = said(
    "«{id}»: көшірме жарияланғаннан ескі: онда {before} жазба, ал көрсетілген құжатта {size}. "
    "{first}–{last} жазбалары "
    "жоқ. Оларды айнадан алмай, журнал жалғаспайды: hattama rebuild --from",
    "«{id}»: копия старше опубликованного: в ней записей {before}, а в предъявленном {size}. Нет записей "
    "{first}–{last}. "
    "Пока они не взяты из зеркала, журнал не продолжается: hattama rebuild --from",
    "{id}: the backup is older than what was published: entries in it: {before}, in what was shown: {size}. "
    "Entries "
    "{first} to {last} are missing. The log does not go on until they come from a mirror: hattama rebuild "
    "--from",
)
DRILLED = said(
    "Жаттығу сәтті: көшірме {backup} с, қалпына келтіру {restore} с, {logs} журналдың түбірі бірдей.",
    "Учение удалось: копия {backup} с, восстановление {restore} с, корни журналов ({logs}) совпали.",
    "The drill succeeded: backup {backup} s, restore {restore} s, the roots are the same (logs: {logs}).",
)
DRILL_FAILED = said(
    "Жаттығу сәтсіз: көшірмені қалпына келтіру {code} кодымен аяқталды.",
    "Учение не удалось: восстановление закончилось с кодом {code}.",
    "The drill failed: restoring the backup ended with code {code}.",
)
DRILL_NEEDS_DATABASE = said(
    "PostgreSQL-мен жаттығу үшін бос дерекқор керек: --drill-database АЙНЫМАЛЫ",
    "Для учения на PostgreSQL нужна пустая база: --drill-database ПЕРЕМЕННАЯ",
    "On PostgreSQL the drill needs an empty database: --drill-database VARIABLE",
)

NO_BACKUP = said(
    "{why}: мұнда аяқталған сақтық көшірме жоқ.",
    "{why}: здесь нет законченной резервной копии.",
    "{why}: there is no finished backup here.",
)
DAMAGED = said(
    "Көшірме бүлінген: {why}. Ештеңе қалпына келтірілген жоқ.",
    "Копия повреждена: {why}. Ничего не восстановлено.",
    "The backup is damaged: {why}. Nothing was restored.",
)
BUSY = said(
    "{why} папкасына басқа процесс көшірме жазып жатыр.",
    "В папку {why} уже пишет копию другой процесс.",
    "Another process is writing a backup into {why}.",
)
FOLDER_TAKEN = said(
    "Деректер папкасы бос емес: онда {why} бар. Тек бос папкаға қалпына келтіріледі.",
    "Папка данных не пуста: в ней {why}. Восстановление возможно только в пустую.",
    "The data folder is not empty: it has {why}. A backup is restored into an empty one only.",
)
DATABASE_TAKEN = said(
    "Дерекқор бос емес: {why}. Тек бос дерекқорға қалпына келтіріледі.",
    "База данных не пуста: {why}. Восстановление возможно только в пустую.",
    "The database is not empty: {why}. A backup is restored into an empty one only.",
)
OTHER_ENGINE = said(
    "Көшірме басқа дерекқордан жасалған: {why}. DATABASE_URL мәнін тексеріңіз.",
    "Копия сделана с другой базы данных: {why}. Проверьте DATABASE_URL.",
    "The backup is of another database engine: {why}. See to DATABASE_URL.",
)
NEWER_PROGRAM = said(
    "Көшірмені бағдарламаның жаңарақ нұсқасы жасаған: {why} көші-қоны мұнда жоқ.",
    "Копию сделала более новая версия программы: миграции {why} здесь нет.",
    "A newer version of the program made this backup: migration {why} is not known here.",
)
DIFFERS = said(
    "Қалпына келтірілгені өзіне қайшы: {why}. Сайтты іске қосуға болмайды.",
    "Восстановленное противоречит само себе: {why}. Запускать сайт нельзя.",
    "What was restored contradicts itself: {why}. The site must not be started.",
)
KEYS_ELSEWHERE = said(
    "Кілттер қол қоюшы процесте ({why}), бұл пәрменде олар жоқ: --with-keys пайдаланылмайды.",
    "Ключи у процесса подписи ({why}), эта команда их не имеет: --with-keys не подходит.",
    "The keys are with the signer ({why}), and this command has none: --with-keys is of no use.",
)
SHORT_PASSPHRASE = said(
    "Құпиясөз тым қысқа: кемінде {why} таңба керек.",
    "Пароль слишком короткий: нужно не менее {why} знаков.",
    "The passphrase is too short: at least {why} characters.",
)
NEEDS_PASSPHRASE = said(
    "--with-keys үшін --passphrase-file керек: кілттер шифрсыз жазылмайды.",
    "Для --with-keys нужен --passphrase-file: без шифра ключи не пишутся.",
    "--with-keys needs --passphrase-file: keys are not written unencrypted.",
)
SEAL_BROKEN = said(
    "Құпиясөз сәйкес емес немесе кілттер файлы бүлінген.",
    "Пароль не подходит, или файл ключей повреждён.",
    "The passphrase does not fit, or the file of keys is damaged.",
)
NO_KEYS_IN_IT = said(
    "Бұл көшірмеде кілттер жоқ: --passphrase-file керек емес.",
    "В этой копии ключей нет: --passphrase-file не нужен.",
    "There are no keys in this backup: --passphrase-file is not needed.",
)
NO_PROGRAM = said(
    "Бұл машинада {why} немесе жаңарағы жоқ. Орнатыңыз: postgresql-client",
    "На этой машине нет {why} или новее. Установите postgresql-client",
    "There is no {why} or newer on this machine. Install postgresql-client",
)
DATABASE_FAILED = said(
    "Дерекқорды көшіру мүмкін болмады: {why}",
    "Базу данных скопировать не удалось: {why}",
    "The database could not be copied: {why}",
)
BUNDLE_REFUSED = said(
    "Жинақ рас емес немесе толық емес: {why}. Одан ештеңе алынған жоқ.",
    "Набор неверен или неполон: {why}. Из него ничего не взято.",
    "The bundle is not true, or not whole: {why}. Nothing was taken from it.",
)
TWO_HISTORIES = said(
    "Бұл – екі түрлі тарих: {why}. Дерекқордағы журнал мен көрсетілген журнал бір-бірін жалғастырмайды. "
    "Ештеңе алынған жоқ; екеуін де сақтап, hattama evidence пәрменін қараңыз.",
    "Это две разные истории: {why}. Журнал в базе и предъявленный журнал не продолжают друг друга. Ничего "
    "не взято; "
    "сохраните оба и смотрите hattama evidence.",
    "These are two histories: {why}. The log in the database and the one shown do not carry each other on. "
    "Nothing "
    "was taken; keep both, and see hattama evidence.",
)
LACKS_SCAN = said(
    "Жинақта {why} скан-көшірмесі жоқ. Скан-көшірмелері бар айна керек.",
    "В наборе нет скана {why}. Нужно зеркало со сканами.",
    "The bundle lacks the scan {why}. A mirror with scans is needed.",
)
NOT_SHOWN = said(
    "{why}: бұл жинақтың папкасы да, checkpoint те, түбіртек те емес, немесе оған бұл журналдың кілті қол "
    "қоймаған.",
    "{why}: это не папка набора, не checkpoint и не квитанция, или подписано не ключом этого журнала.",
    "{why}: this is no folder of a bundle, checkpoint or receipt, or the key of this log has not signed it.",
)
NO_MIRROR = said(
    "{why}: жинақты көшіру мүмкін болмады.",
    "{why}: скопировать набор не удалось.",
    "{why}: the bundle could not be copied.",
)
