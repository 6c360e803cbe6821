"""How many characters a text has: those that are printed, so neither blanks nor line ends."""

BLANKS = r"[\s\u001c-\u001f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
"""What does not count, as a regular expression of PostgreSQL: there \\s alone depends on the
database's locale. In Python str.split() divides at the same."""


def characters(text: str) -> int:
    """Return how many characters are printed; paragraphs that are joined keep all of theirs.

    >>> characters("今 日，\\n\\n晴。"), characters("今日，晴。")
    (5, 5)
    """
    return sum(map(len, text.split()))
