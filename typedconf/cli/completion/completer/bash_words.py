"""A line of bash goes in; its words come out, and what could stand there as bash quotes it."""

from __future__ import annotations


def split_line(line: str, breaks: str) -> tuple[list[str], str, int, str]:
    """The words of a line as bash reads it, the last one being that at the cursor, and what readline keeps of that.

    Gives the words before, the word, how many characters of it stand before what readline replaces (it begins a word
    behind each of ``breaks`` and each quote), and the quote that is open.
    """
    words: list[str] = []
    word: str | None = None
    kept, quote, position = 0, "", 0
    while position < len(line):
        char = line[position]
        position += 1
        if char == quote or (not quote and char in "'\""):
            quote = "" if quote else char
            word = word or ""
            kept = len(word)
        elif char == "\\" and quote != "'" and position < len(line):
            following = line[position]
            position += 1
            word = (word or "") + ("\\" if quote and following not in '"\\$`' else "") + following
        elif quote or char not in " \t\n":
            word = (word or "") + char
            kept = len(word) if not quote and char in breaks else kept
        elif word is not None:
            words.append(word)
            word, kept = None, 0
    return words, word or "", kept, quote


def quote_for_bash(text: str, quote: str) -> str:
    """``text`` as it stands in a line of bash, behind the ``quote`` that is open there."""
    if quote == "'":
        return text.replace("'", "'\\''")
    special = '"\\$`' if quote else " \t'\"\\$`&|;<>()*?!#"
    return "".join("\\" + char if char in special else char for char in text)
