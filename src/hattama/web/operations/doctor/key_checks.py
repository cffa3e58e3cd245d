"""Keys: there, readable by their owner alone, those that the logs ask for; and the signer."""

import os
import stat
from pathlib import Path

from django.conf import settings

from hattama.core.transparency_log import KeyRefused as VkeyRefused
from hattama.core.transparency_log import parse_vkey
from hattama.core.vocabulary import Message
from hattama.web.kernel.accounts.change_rights import count_keepers
from hattama.web.kernel.accounts.sealed_factors import sealed_counts
from hattama.web.kernel.accounts.tell_rights import roles_beside_log
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.log_settings import key_path, signer_for
from hattama.web.kernel.log.signers import SignerRefused, SignerUnavailable
from hattama.web.kernel.log.signing_keys import KeyFileExposed, KeyRefused
from hattama.web.operations.doctor.patient import Answers, Patient, attention, or_good, wrong
from hattama.web.operations.find_unreachable import signer_fault

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_EXPOSED = Message("Others can read {path}: its mode is {mode}, expected 600.")
_MEND_EXPOSED = Message("Run: chmod 600 {path}. If somebody may have read it, change the key, too.")
_OWNER = Message("{path} belongs to {owner}, and the program runs as {user} (numbers are uids).")
_MEND_OWNER = Message("Give the file to the program's user: chown")
_LACKING = Message("The key that signs the log of {election} is missing or another: {why}")
_MEND_LACKING = Message("Bring the key back from the backup. Without it the log cannot go on.")
_SIGNER = Message("The signer of the log of {election} does not answer, or refused: {why}")
_MEND_SIGNER = Message("Start hattama signer, and check the path in HATTAMA_LOG_SIGNER.")
_GOOD = Message("{election}: the key is there.")
_FACTORS_GOOD = Message("Secrets of second factors are sealed, and the key opens them.")
_FACTORS_LOST = Message(
    "The key in factor_key does not open the secrets of second factors: {lost} of {whole}. Their people get "
    "in with a passkey alone."
)
_MEND_FACTORS = Message(
    "Bring factor_key back from where you keep the keys, or from a backup with keys; else: hattama accounts "
    "reset-factor for each, who enrols anew."
)
_FACTORS_BARE = Message("Secrets of second factors stand unsealed in the database: {bare}.")
_MEND_BARE = Message("Run: hattama accounts reseal")
_RIGHTS_GOOD = Message("{election}: every role that decides stands in the log.")
_BESIDE = Message("Roles in the database of {election} that its log does not hold: {roles}")
_MEND_BESIDE = Message(
    "Somebody wrote them into the database itself. Take them away: hattama accounts take; and look what they "
    "did."
)
_ALONE = Message("{election} has one administrator: what this one proposes only the operator can confirm.")
_MEND_ALONE = Message(
    "Make a second one: hattama accounts give LOGIN administrator ROOT --election {election} --name NAME"
)
_SECRET_GOOD = Message("Others cannot read the key that signs sessions.")


def check_keys(patient: Patient) -> Answers:
    """The key of sessions, that of second factors, and those of every open log."""
    secret = Path(settings.DATA_DIR) / "secret_key"
    yield from or_good(_file_faults("keys.secret", secret), "keys.secret", _SECRET_GOOD)
    yield from or_good(_factor_key(), "keys.factors", _FACTORS_GOOD)
    if (fault := signer_fault()) is not None:
        yield wrong("keys.signer", fault.words, _MEND_SIGNER)
        return
    for election in ElectionRow.objects.filter(opened_at__isnull=False).order_by("pk"):
        yield from or_good(_log_key(election), "keys.log", _GOOD, election=election.pk)


def _factor_key() -> Answers:
    yield from _file_faults("keys.factors", Path(settings.FACTOR_KEY))
    opened, lost, bare = sealed_counts()
    if lost:
        yield wrong("keys.factors", _FACTORS_LOST, _MEND_FACTORS, lost=str(lost), whole=str(opened + lost))
    if bare:
        yield wrong("keys.factors", _FACTORS_BARE, _MEND_BARE, bare=str(bare))


def check_rights(patient: Patient) -> Answers:
    """Whether every role that decides stands in the log as it stands in the database, and two may confirm."""
    for election in ElectionRow.objects.filter(opened_at__isnull=False).order_by("pk"):
        beside = roles_beside_log(election)
        found = [wrong("rights", _BESIDE, _MEND_BESIDE, election=election.pk, roles="; ".join(beside))]
        yield from or_good(found if beside else [], "rights", _RIGHTS_GOOD, election=election.pk)
        if election.closed_at is None and count_keepers(election) == 1:
            yield attention("rights.alone", _ALONE, _MEND_ALONE, election=election.pk)


def _log_key(election: ElectionRow) -> Answers:
    if not election.log_keys:
        return
    of = {"election": election.pk}
    if not settings.LOG_SIGNER:
        yield from _file_faults("keys.log", key_path(election.pk))
    signer = signer_for(election.pk)
    try:
        key = parse_vkey(election.log_keys[-1][1])
        signer.require(key)
        newest = signer.newest_key(key.name)
        if newest != key:
            yield wrong("keys.log", _LACKING, _MEND_LACKING, why=newest.vkey() if newest else "—", **of)
    except KeyFileExposed:
        # Told above, with the file.
        return
    except (KeyRefused, VkeyRefused) as why:
        yield wrong("keys.log", _LACKING, _MEND_LACKING, why=str(why), **of)
    except (SignerUnavailable, SignerRefused) as why:
        yield wrong("keys.signer", _SIGNER, _MEND_SIGNER, why=str(why), **of)


def _file_faults(code: str, path: Path) -> Answers:
    """What is wrong with who may read a file; nothing for one that is not there."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    told = str(path)
    if found.st_mode & _OTHERS:
        mode = f"{stat.S_IMODE(found.st_mode):o}"
        yield wrong(code, _EXPOSED, _MEND_EXPOSED, path=told, mode=mode)
    if found.st_uid != os.geteuid():
        owner, user = str(found.st_uid), str(os.geteuid())
        yield wrong(code, _OWNER, _MEND_OWNER, path=told, owner=owner, user=user)
