"""Refusals as every face says them: a code for life, a sentence in each language, a status."""

import datetime
import re
from collections import Counter

import pytest
from django.urls import get_resolver
from django.utils import translation

from hattama.core.protocols import LawfulRefusal
from hattama.core.protocols.life_refusals import NothingChanges, RoundsAreOver
from hattama.core.protocols.powers import DecidedByAnother
from hattama.core.transparency_log import CheckpointRefused, NoteRefused
from hattama.core.vocabulary import DeedRefused, NotYours, refusals_under
from hattama.core.vocabulary.deeds import EntersTwice
from hattama.formats.norm_files import cite_norms
from hattama.phrases import say
from hattama.web.kernel.log.accept_acts import ElectionClosed, ExplanationNeeded, FiguresDoNotFit
from hattama.web.kernel.log.write_log_files import LogAheadOfDatabase
from hattama.web.kernel.log.writer_lock import WriterLockTaken
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.night import record_custody
from hattama.web.offline import accept_statement
from hattama.web.scans.take_scan import attach_scan
from hattama.web.video import publish_recording

FACES = (accept_statement, attach_scan, publish_recording, record_custody)
"""With these loaded, every refusal is."""

CODES = """
AccountIsClosed ActNotAccepted AdministratorSeesNoFigures AlreadyRereadThisRound AttachmentNotNamed
AuditedAlready DrawnMeanwhile ThrownBeforeCommitment
ChangesOwnRights ConfirmationNeedsAPerson ConfirmsOwnEntry ContestNotHeldHere DecidesOwnEntry
DayNotCome DecidesOwnPrecinct DecisionNeeded DefinitionChanged DeviceKeyEnded DeviceKeyLost ElectionClosed
ElectionNotOpen EntersTwice EntriesStillDiffer EnvelopeRefused ExplanationNeeded ExplanationTooLong
FiguresDoNotFit HolderNotNamed LinesToReread NameTooLong NoProtocolYet NoSuchPlace NoSuchRole
NobodyEnteredYet NonceUsedTwice NotAStatement NotInThisState NotYourEntry NotYours NothingChanges
NothingToCorrect NothingTyped OnlyDifferingFields OtherProtocol PaperNotNamed ProtocolAlreadyEntered
ReadsOwnPaper ReadsTwice ReasonNeeded ReasonTextNeeded RecordNotThere RecordsHaveGrown RoleDoesNotFitArea
RoleHeldAlready
NoPersonsName NoUserName
RolesElsewhere RoleProposedAlready ConfirmsOwnProposal StationStandsSo ProposalWaits SignsOwnProposal
DecidedByAnother NotOverThis LeftToAnother PollsOpenByLaw StandsSoAlready TooManyCopies
NothingStandsHere PollsAreOpen GroundNeeded NothingToErase NotTheTied
AreaNotHere NotDoneYet NotTheirStatement
AlreadyPublished HiddenMeanwhile NotHiddenYet PublishesOwnRecording TooManyHidden
CannotBeAudited CountIncomplete CountsOwnPrecinct CountsTwice NoSuchDraws NoSuchPrecincts NotToBeCounted
SeedNotTaken
NoThrowTime OnlyByACourt StepOutOfOrder
HourNotCome ListNotOpen NotTheSealedFile NothingToOpen SealedAlready
CopyOfWhom FilesMissing NoSuchForm NotAPseudonym NothingToPublish OtherAnswers PseudonymTaken TooManyFiles
NoInvitation NoRoomLeft NobodyAnsweredThat
UnfitFileName VersionTaken TagsChanged TakenByAnother
RoundsAreOver RoundsNotOver ScanAlreadyAttached SecondEntryMissing SignatureDoesNotHold
SignatureIsAFile StepHasAnotherTime StepNotTakenHere TimeOutOfReach UnknownDeviceKey UnknownReason
RemarkMustWait RemarkNeeded TakenBackBefore
AlreadyBeingRead CopiesNotTaken CopyNotInHand NothingToDifferFrom PhotographNeeded ProtocolStandsHere
QueueIsFull RefusedWithoutReason SentBefore
CountsAgainAsItStood NothingWasAnnulledHere
ArrivalNotNamed OnlyAnActIsShown PlaceNotKnown PlaceStands
AnswerNeeded AnswerTooLong NothingReported ReportTooLong TooManyReports
DrawnAlready JudgementTooLong JudgementUnexplained NoPaperToDraw SeedUnfit SizeOutOfRange
TypistNotKnown FactorsChanged
AccountClosed CodeExpired CodeTooEarly CodeUsedAlready UnknownCode
"""
KINDS = {
    "DeedRefused",
    "LifeRefusal",
    "SubmissionRefused",
    "StatementRefused",
    "RightsRefused",
    "DutiesNotSeparate",
    "LawfulRefusal",
    "PowerRefusal",
    "SealRefused",
    "ArrangementRefused",
    "NotTaken",
    "CodeRefused",
}
"""Never raised themselves."""


def every_refusal():
    # Refusals are known once their modules are: every face stands under some address.
    assert get_resolver("hattama.web.urls").url_patterns
    return [one for one in dict.fromkeys(refusals_under(DeedRefused)) if one.code() not in KINDS]


def test_codes_stay_as_they_are_and_each_is_one_refusals():
    assert Counter(refusal.code() for refusal in every_refusal()) == Counter(CODES.split())


def test_each_refusal_has_a_sentence_in_each_language():
    for refusal in every_refusal():
        told = {say(refusal.sentence, language) for language in ("kk", "ru", "en")}
        assert len(told) == 3, refusal


_OF_LAW = re.compile(r"\blaw|\bзакон(?!ч)|\bзаң", re.IGNORECASE)


def test_a_refusal_speaks_of_the_law_where_it_cites_norms_and_only_there():
    for refusal in every_refusal():
        by_law = issubclass(refusal, LawfulRefusal)
        assert ("{norms}" in refusal.sentence.english) is by_law, refusal
        for language in ("kk", "ru", "en"):
            assert bool(_OF_LAW.search(say(refusal.sentence, language))) is by_law, (refusal, language)


@pytest.mark.parametrize(("language", "citation"), [("kk", "95-баптың 1-тармағы"), ("ru", "п. 1 ст. 95")])
def test_a_refusal_by_law_says_its_norms_in_the_language_of_the_page(language, citation):
    refused = DecidedByAnother(cite_norms(["kz-elections/95(1)"], datetime.date(2023, 3, 19)))
    assert refused.cited.ids == ("kz-elections/95(1)",)
    with translation.override(language):
        assert citation in refusal_of(refused).sentence


def test_two_refusals_share_a_sentence_only_where_somebody_else_was_first():
    sentences = Counter(refusal.sentence.english for refusal in every_refusal())
    shared = [sentence for sentence, times in sentences.items() if times > 1]
    assert shared == [RoundsAreOver.sentence.english]


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (NotYours, 403),
        (EntersTwice, 403),
        (ExplanationNeeded, 400),
        (FiguresDoNotFit, 400),
        (NothingChanges, 400),
        (ElectionClosed, 409),
        (RoundsAreOver, 409),
    ],
)
def test_the_status_says_who_can_mend_it(refused, status):
    with translation.override("ru"):
        refusal = refusal_of(refused())
    assert (refusal.sentence, refusal.status) == (say(refused.sentence, "ru"), status)


def test_a_log_that_somebody_else_writes_is_no_fault_of_the_deed_and_is_sent_again():
    taken = WriterLockTaken("tiny")
    assert isinstance(taken, NOT_DONE)
    with translation.override("en"):
        refusal = refusal_of(taken)
    assert (refusal.status, refusal.sentence.startswith("The log is being written by somebody else")) == (
        503,
        True,
    )


@pytest.mark.parametrize("trouble", [LogAheadOfDatabase, NoteRefused, CheckpointRefused])
def test_a_log_that_cannot_go_on_is_the_operators_trouble_and_the_operator_is_told_why(trouble, caplog):
    found = trouble("tiny: the log has 6 entries, the database 4")
    assert isinstance(found, NOT_DONE)
    sentences = set()
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            refusal = refusal_of(found)
        assert (refusal.status, "entries" in refusal.sentence) == (503, False)
        sentences.add(refusal.sentence)
    assert len(sentences) == 3
    assert "the log has 6 entries, the database 4" in caplog.text
