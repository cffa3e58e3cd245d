"""This room knows how a document contradicts itself: what its sentences count, and what must then hold.

Of elections it knows only what a word means (voters are not ballots, and what lets them vote comes before the
voting). It does not know files and their formats, norms, or who is right.
"""

from hattama.core.documents.checking import check_documents
from hattama.core.documents.rules import RULES, Contradiction, Weight
from hattama.core.documents.sources import Place, SourceText
