"""Words of the poster of counting night; those of its steps are the rule pack's."""

from __future__ import annotations

from hattama.core.vocabulary import Message

TITLE = Message("Steps of counting night")
HOW = Message("Write the time as soon as a step is taken. The sheet hangs where everyone can see it.")
PRECINCT = Message("Polling station No.")
TIME = Message("time")
ARTICLE = Message("article {article}")
NO_ARTICLE = Message("no norm is named")
NO_NORM = Message("no norm sets a time", "publish")
ELECTION_DAY = Message("by the end of election day")
DAYS = Message("within {days} days after election day")
HOURS = Message("within {hours} hours of step {number}")
MINUTES = Message("within {minutes} minutes of step {number}")
INFERRED = Message("* our own reading of the law: this edition itself was not seen")
