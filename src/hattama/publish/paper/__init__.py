"""This room knows the papers of an election as PDF: blank forms, the poster of the night, any typeset sheet.

It does not know whose election it is, where its files lie, or who prints the papers.
"""

from hattama.publish.paper.forms import (
    FormPlace,
    FormSheet,
    PrintedForm,
    prepare_form,
    qr_picture,
    render_forms,
)
from hattama.publish.paper.poster import render_poster
