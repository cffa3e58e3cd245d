from hattama.core.documents import SourceText, check_documents


def codes(text):
    """The codes of what is found in a text, in its order."""
    return [one.rule.code for one in check_documents([SourceText("made-up", text)])]
