"""What `hattama forms` says."""

from __future__ import annotations

from hattama.core.vocabulary import Message

ABOUT = Message("make blank protocol forms, or the poster of counting night, ready to print (PDF)")
FOLDER = Message("the folder of the election (election.toml, areas.csv)")
OUT = Message("a PDF file, or a folder: one PDF for each territorial commission is written into it")
AREA = Message("only the precincts of this area")
CONTEST = Message("only this contest")
COPIES = Message("how many numbered copies beside the original (0 by default, at most 999)")
ROWS = Message("how many places for members and portable boxes (8 by default)")
POSTER = Message("the poster of counting night instead of forms")
NO_AREA = Message("--area: there is no such area: {found}")
NO_CONTEST = Message("--contest: there is no such contest: {found}. There are: {known}")
BAD_COPIES = Message("--copies: expected a number from 0 to {most}, found {found}")
NO_PRECINCTS = Message("There is nothing to print: this area has no precinct with such a contest.")
TOO_MANY = Message(
    "Too many for one file: {found} forms, and at most {most} are possible. Name a folder instead of a .pdf "
    "(each territorial commission gets a file), ask for fewer --copies, or give --contest."
)
NO_FIT = Message("The form does not fit: {contest} needs more than {most} pages.")
NO_STEPS = Message("The rule pack names no steps of counting night, so there is nothing to put on a poster.")
POSTER_IS_A_FILE = Message("--poster: the name of a .pdf file is needed, found {found}")
CANNOT_WRITE = Message("Cannot write {path}: {reason}")
WRITTEN = Message("Written: {out}. Forms: {forms}; files: {files}.")
POSTER_WRITTEN = Message("The poster is written: {out}")
