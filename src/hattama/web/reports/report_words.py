"""Where a person's report stands, in words, for the public and for reviewers."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

STATES = {
    "new": pgettext_lazy("state of a report", "new"),
    "looked_at": pgettext_lazy("state of a report", "being looked at"),
    "our_error": pgettext_lazy("state of a report", "error of the commission"),
    "paper_differs": pgettext_lazy("state of a report", "the papers differ"),
    "not_confirmed": pgettext_lazy("state of a report", "not confirmed"),
}
"""States by their code (usecases/review_report.py)."""
