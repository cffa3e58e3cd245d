"""This room knows what observers saw: forms and answers, samples, and both beside what was published.

It does not know XLSForm, OpenRosa, phones or pages, nor the forms of any one country: those are data.
"""

from hattama.core.observation.forms import (
    NOT_OBSERVED,
    Attachment,
    ObservationForm,
    Option,
    Question,
    QuestionKind,
    Submission,
)
