"""This room knows turnout as announced during the day; it does not know figures of protocols."""
