"""This room knows how figures, dates and words are said, searched and put in order in each language.

It does not know what the figures mean, who asks for them or which page they stand on. Only `apps`,
`templatetags` and `template_messages` know that Django exists.
"""
