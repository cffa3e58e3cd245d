"""The doors of the desk: which deed opens each, by which methods, and what a press of its button sends.

The rules themselves stand in the policy, and where a decision is taken over more than a protocol in the rule
pack too; here stands only which of them guards which address.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.protocols import Extent
from hattama.core.vocabulary import Deed
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.accounts.policy import ALLOWED, BODY_OF, Role
from tests.web.tiny_election import PARTY

BOTH, GET, POST = ("get", "post"), ("get",), ("post",)
STEP = {"contest": "", "step": "closed", "at": "2023-03-19T20:00"}
CUSTODY = {"paper": "A-1", "event": "signed", "contest": PARTY, "at": "2023-03-19T23:00"}


@dataclass(frozen=True, slots=True)
class Door:
    """An address of the desk: the deed that opens it to a GET and, where another, to a POST; None: any role.

    `or_post`: another deed that opens it to a POST. `sent`: what its form sends at least. `above`: it stands
    for units and not for precincts. `over`: what the decision is taken over, where the rule pack is asked,
    too, whose decision it is.
    """

    deed: Deed | None
    methods: tuple[str, ...] = BOTH
    to_post: Deed | None = None
    or_post: Deed | None = None
    sent: Mapping[str, str] | None = None
    above: bool = False
    over: Extent | None = None

    def deed_for(self, method: str) -> Deed | None:
        """The deed that this method asks for."""
        return self.to_post if method == "post" and self.to_post is not None else self.deed

    def opens_to(self, role: Role, method: str) -> bool:
        """Whether the rules let this role in, within the area where it is held."""
        deed = self.deed_for(method)
        if deed is None:
            return True
        by_law = self.over is None or LAW.may_record(deed, KIND, self.over, BODY_OF.get(role, ""))
        other = self.or_post if method == "post" else None
        return (role in ALLOWED[deed] and by_law) or (other is not None and role in ALLOWED[other])


LAW = parse_rulepack(read_rulepack("kz-2023"), "kz-2023").powers
KIND = "party_list"
"""The contest PARTY of the tiny election, and the powers of its pack."""


ENTER, SEE = Deed.ENTER, Deed.SEE_DESK
DOORS: dict[str, Door] = {
    "desk:home": Door(None, GET),
    "desk:site_state": Door(Deed.MANAGE_SETTINGS, GET),
    "desk:precincts": Door(None, GET),
    "desk:news_seen": Door(None, POST),
    "desk:webhooks": Door(Deed.MANAGE_SETTINGS, sent={"action": "add", "url": "https://example.org/"}),
    "desk:offline": Door(None, GET),
    "desk:offline_kit": Door(None, GET),
    "desk:offline_keys": Door(None, POST),
    "desk:offline_end_key": Door(None, POST),
    "desk:offline_upload": Door(None, POST),
    "desk:night_steps": Door(SEE, to_post=Deed.RECORD_STEP, sent=STEP),
    "desk:night_papers": Door(SEE, to_post=Deed.RECORD_CUSTODY, sent=CUSTODY),
    "desk:overview": Door(Deed.SEE_PROGRESS, GET),
    "desk:overview_csv": Door(Deed.SEE_PROGRESS, GET),
    "desk:progress": Door(Deed.SEE_PROGRESS, GET),
    "desk:claims": Door(Deed.RECORD_CLAIM, GET),
    "desk:claim_table": Door(Deed.RECORD_CLAIM),
    "desk:claim": Door(Deed.RECORD_CLAIM, above=True),
    "desk:choices": Door(Deed.WITHDRAW, GET),
    "desk:choice": Door(Deed.WITHDRAW, above=True),
    "desk:lot": Door(Deed.RECORD_LOT, above=True),
    "desk:typing": Door(Deed.SEE_TYPING, GET),
    "desk:stations": Door(Deed.PROPOSE_CHANGE, GET),
    "desk:station": Door(Deed.PROPOSE_CHANGE),
    "desk:proposed_document": Door(Deed.PROPOSE_CHANGE, GET),
    "desk:registers": Door(Deed.KEEP_REGISTER, GET),
    "desk:records": Door(Deed.KEEP_REGISTER, GET),
    "desk:letters": Door(Deed.KEEP_REGISTER, GET),
    "desk:letter": Door(Deed.KEEP_REGISTER),
    "desk:import_records": Door(Deed.IMPORT_RECORDS),
    "desk:new_record": Door(Deed.KEEP_REGISTER),
    "desk:record": Door(Deed.KEEP_REGISTER, GET),
    "desk:record_statement": Door(Deed.KEEP_REGISTER),
    "desk:record_deed": Door(Deed.KEEP_REGISTER),
    "desk:record_take_back": Door(Deed.KEEP_REGISTER, POST),
    "desk:record_erase": Door(Deed.ERASE_TEXT, POST),
    "desk:record_file": Door(Deed.KEEP_REGISTER, GET),
    "desk:recordings": Door(Deed.KEEP_REGISTER),
    "desk:uploads": Door(Deed.KEEP_REGISTER, POST),
    "desk:upload": Door(Deed.KEEP_REGISTER, ()),
    "desk:original": Door(Deed.KEEP_REGISTER, GET),
    "desk:organisations": Door(Deed.OBSERVE, GET),
    "desk:organisation_forms": Door(Deed.OBSERVE),
    "desk:withdraw_form": Door(Deed.OBSERVE, POST),
    "desk:publish_sent": Door(Deed.OBSERVE, POST),
    "desk:sent_table": Door(Deed.OBSERVE, GET),
    "desk:observer_conflicts": Door(Deed.OBSERVE),
    "desk:observer_partners": Door(Deed.OBSERVE),
    "desk:organisation_observers": Door(Deed.OBSERVE),
    "desk:observer_sheets": Door(Deed.OBSERVE, POST),
    "desk:revoke_token": Door(Deed.OBSERVE, POST),
    "desk:organisation_plan": Door(Deed.OBSERVE),
    "desk:call_list": Door(Deed.OBSERVE, GET),
    "desk:organisation_messages": Door(Deed.OBSERVE),
    "desk:sent_forms": Door(Deed.OBSERVE, GET),
    "desk:sent_form": Door(Deed.OBSERVE),
    "desk:place_forms": Door(Deed.OBSERVE, POST),
    "desk:place_form": Door(Deed.OBSERVE, POST),
    "desk:sent_file": Door(Deed.OBSERVE, GET),
    "desk:draws": Door(Deed.DRAW_PAPERS),
    "desk:samples": Door(Deed.DRAW_PAPERS),
    "desk:read_again": Door(Deed.READ_PAPER),
    "desk:doubts": Door(Deed.JUDGE_FIGURE),
    "desk:audits": Door(Deed.COUNT_BATCH, to_post=Deed.CONDUCT_AUDIT),
    "desk:audit": Door(Deed.COUNT_BATCH, to_post=Deed.CONDUCT_AUDIT),
    "desk:audit_sheets": Door(Deed.COUNT_BATCH, GET),
    "desk:audit_count": Door(Deed.COUNT_BATCH),
    "desk:recount_order": Door(Deed.RECOUNT),
    "desk:reports": Door(Deed.REVIEW_REPORT, GET),
    "desk:report": Door(Deed.REVIEW_REPORT),
    "desk:report_photo": Door(Deed.REVIEW_REPORT, GET),
    "desk:sent_copies": Door(ENTER, GET),
    "desk:sent_copy": Door(ENTER),
    "desk:sent_copy_photo": Door(ENTER, GET),
    "desk:copy_reception": Door(Deed.MANAGE_SETTINGS),
    "desk:enter": Door(ENTER),
    "desk:check": Door(ENTER, POST),
    "desk:scan": Door(Deed.ATTACH_SCAN),
    "desk:camera": Door(Deed.ATTACH_SCAN),
    "desk:done": Door(SEE, GET),
    "desk:paper": Door(SEE, GET),
    "desk:paper_page": Door(SEE, GET),
    "desk:differences": Door(ENTER),
    "desk:end_rounds": Door(Deed.DECIDE),
    "desk:take": Door(Deed.DECIDE),
    "desk:remark": Door(SEE, to_post=Deed.DECIDE, or_post=ENTER),
    "desk:decide": Door(Deed.DECIDE),
    "desk:confirm": Door(Deed.CONFIRM),
    "desk:correct": Door(Deed.CORRECT),
    "desk:recount": Door(Deed.RECOUNT),
    "desk:annul": Door(Deed.ANNUL),
    "desk:units": Door(Deed.ANNUL, GET),
    "desk:annul_area": Door(Deed.ANNUL, above=True, over=Extent.UNIT),
    "desk:restore_area": Door(Deed.ANNUL, above=True, over=Extent.UNIT),
    "desk:investigate": Door(Deed.OPEN_INVESTIGATION),
    "desk:close_investigation": Door(Deed.CLOSE_INVESTIGATION),
    "rights:elections": Door(Deed.MANAGE_ACCOUNTS, GET),
    "rights:people": Door(Deed.MANAGE_ACCOUNTS, GET),
    "rights:give": Door(Deed.MANAGE_ACCOUNTS, POST),
    "rights:confirm": Door(Deed.CONFIRM_ROLE, POST),
    "rights:take": Door(Deed.MANAGE_ACCOUNTS, POST),
    "rights:account": Door(Deed.MANAGE_ACCOUNTS, POST),
    "rights:settings": Door(Deed.MANAGE_SETTINGS, GET),
    "rights:changes": Door(Deed.MANAGE_ACCOUNTS, GET),
    "rights:reads": Door(Deed.MANAGE_ACCOUNTS, GET),
}
