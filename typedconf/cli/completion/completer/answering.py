"""What a shell hands over goes in; what it is told comes out, line by line."""

from __future__ import annotations

import os
import sys

from .bash_words import quote_for_bash, split_line
from .completing import complete
from .index_file import leave_empty_index, read_index
from .programs import find_program, find_python_program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .values import Candidate

_ACTING = "+"  # the first line of an answer: there is an index, whatever it has to say
_LONGEST = 72  # characters of what is said of a candidate


def answer(shell: str, finder: str, arguments: Sequence[str]) -> str:
    """What a shell is to be told, line by line: ``+`` first where there is an index; nothing where there is none.

    ``finder`` is ``program`` or ``python``, by what the line begins with. bash hands over its line up to the cursor and
    its word breaks, the others the words, that at the cursor last.
    """
    kept, quote = 0, ""
    if shell == "bash":
        words, current, kept, quote = split_line(*arguments)
    else:
        *words, current = arguments
    if not words:
        return ""
    program, count = (find_python_program if finder == "python" else find_program)(words)
    if program is None or len(words) < count:
        return ""
    index = read_index(program)
    if index is None:
        if finder == "program":
            leave_empty_index(program)
        return ""
    found = complete(index, words[count:], current, documents=shell != "bash")
    return "".join(f"{line}\n" for line in (_ACTING, *_SHOWN[shell](found, kept, quote)))


def _for_bash(found: Sequence[Candidate], kept: int, quote: str) -> Iterator[str]:
    """The part that readline replaces, a blank behind what ends a word (readline itself would end each)."""
    for text, _, is_whole in found:
        yield quote_for_bash(text[kept:], quote) + (" " if is_whole and not quote else "")


def _for_zsh(found: Sequence[Candidate], _kept: int, _quote: str) -> Iterator[str]:
    for text, doc, is_whole in found:
        yield f"{'w' if is_whole else 'p'}{text}\t{_one_line(doc)}"


def _for_fish(found: Sequence[Candidate], _kept: int, _quote: str) -> Iterator[str]:
    for text, doc, is_whole in found:
        yield f"{text}\t{_one_line(doc)}"
        if len(found) == 1 and not is_whole and text[-1] not in "/=@:.,-":  # where fish would end the word
            yield f"{text},"


def _one_line(doc: str) -> str:
    line = " ".join("".join(char if char.isprintable() else " " for char in doc).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


_SHOWN = {"bash": _for_bash, "zsh": _for_zsh, "fish": _for_fish}


def main() -> None:
    """Answers a shell; ends with status 0 and without a word on stderr, whatever happens."""
    try:
        shell, finder, *arguments = sys.argv[1:]
        os.write(1, os.fsencode(answer(shell, finder, arguments)))
    except BaseException:  # noqa: BLE001, S110  a shell that waits for its user is no place for messages
        pass
    os._exit(0)  # without taking down what is gone anyway
