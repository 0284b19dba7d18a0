"""Marks a sentence for the catalogue where it stands, for rules that know no framework."""


def _(sentence: str) -> str:
    """Return the sentence itself; the page translates it."""
    return sentence
