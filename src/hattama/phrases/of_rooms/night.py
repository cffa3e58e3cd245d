"""Places, events, holders and attachments of counting night, as they are called."""

from types import MappingProxyType

from hattama.core.vocabulary import Message

PLACES = MappingProxyType(
    {
        "premises": Message("in the polling premises"),
        "territorial_commission": Message("at the territorial election commission"),
        "elsewhere": Message("elsewhere"),
    }
)
EVENTS = MappingProxyType(
    {
        "printed": Message("printed"),
        "issued": Message("handed to the precinct commission"),
        "signed": Message("signed"),
        "posted": Message("a copy was posted"),
        "copied": Message("a certified copy was handed over"),
        "carried": Message("carried away"),
        "received": Message("received by the higher commission"),
        "archived": Message("archived"),
        "attached": Message("a document was attached"),
    }
)
HOLDERS = MappingProxyType(
    {
        "printer": Message("printer"),
        "precinct_commission": Message("precinct election commission"),
        "district_commission": Message("district election commission"),
        "territorial_commission": Message("territorial election commission"),
        "central_commission": Message("Central Election Commission"),
        "observer": Message("observer"),
        "proxy": Message("proxy"),
        "journalist": Message("journalist"),
        "archive": Message("archive"),
        "other": Message("another person"),
    }
)
SEALS = MappingProxyType(
    {
        "intact": Message("the seal was whole"),
        "broken": Message("the seal was broken"),
        "none": Message("in no sealed packet"),
    }
)
ATTACHMENTS = MappingProxyType(
    {
        "observers_act": Message("observers' act"),
        "special_opinion": Message("special opinion"),
        "portable_box_act": Message("act on a portable ballot box"),
        "other_act": Message("another act"),
        "e_signature": Message("electronic signature"),
    }
)
