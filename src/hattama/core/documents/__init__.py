"""This room knows how a document contradicts itself: what its sentences count, and what must then hold.

It does not know files and their formats, elections, or who is right.
"""

from hattama.core.documents.checking import check_documents
from hattama.core.documents.rules import RULES, Contradiction, Weight
from hattama.core.documents.sources import Place, SourceText
