"""The words before the cursor go in; what they say comes out, as far as the index of the program tells."""

from __future__ import annotations

from .keys import joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .index_file import Data, Row


class Line:
    """What the words before the cursor say: the command, the options chosen, and what waits for its value."""

    __slots__ = ("arguments", "chosen", "command", "is_closed", "settings", "taker", "waiting")

    def __init__(self, index: Data, words: Sequence[str]) -> None:
        self.command: Data = index["command"]
        self.chosen: dict[str, list[str]] = {}  # what each key is set to, of which some are groups
        self.settings: dict[str, list[str]] = {}  # the values of flags
        self.arguments = 0  # words that are neither options nor overrides
        self.is_closed = False  # whether there was a ``--``
        self.taker: Data | None = None  # the flag that the word before is, where it takes a value
        self.waiting: str | None = None  # the key of the option that the word before is, where it takes a value
        for word in words:
            self._read(word)

    def flag(self, name: str) -> Data | None:
        """The flag, or the command's own option, of this name."""
        return next((flag for flag in self.command["flags"] if name in flag["names"]), None)

    def _read(self, word: str) -> None:
        taker, waiting = self.taker, self.waiting
        self.taker = self.waiting = None
        if word == "--" and not self.is_closed:
            self.is_closed = True
        elif word.startswith("-") and word != "-" and not self.is_closed:
            self._read_option(word)
        elif taker is not None and (taker["value"] or is_bare(word)):
            self.settings.setdefault(taker["names"][0], []).append(word)
        elif waiting is not None and is_bare(word):
            self._choose(waiting, word)
        elif word in self.command["commands"]:
            self.command = self.command["commands"][word]
            self.chosen, self.settings, self.arguments = {}, {}, 0
        elif is_bare(word):
            self.arguments += 1
        else:
            key, _, value = word.lstrip("+~").partition("=")
            self._choose(key, "" if word[0] == "~" else value)

    def _read_option(self, word: str) -> None:
        name, equals, value = word.partition("=")
        flag = self.flag(name)
        if flag is None:
            key = option_key(name, self.command["config"])
            if equals:
                self._choose(key, value)
            elif not _is_switch(key, self.command["config"]):
                self.waiting = key
        elif equals:
            self.settings.setdefault(flag["names"][0], []).append(value)
        elif flag["value"] or flag["part"]:
            self.taker = flag

    def _choose(self, key: str, value: str) -> None:
        options = [option.strip(" '\"") for option in value.strip("[]").split(",")]
        self.chosen[key] = [option for option in options if option and option != "null"]


def is_bare(word: str) -> bool:
    """Whether ``word`` is neither an option nor the text of an override."""
    return "=" not in word and word[:1] not in ("+", "~", "-")


def option_key(name: str, config: Data | None) -> str:
    """The key that an option sets: by its own names, a package's, its key's; dashes stand for underscores."""
    key = name.lstrip("-")
    if config is None:
        return key
    groups: dict[str, Data] = config["groups"] or {}
    for row in all_rows(config):
        if any(name in own.split("/") for own in row[4]):
            return str(row[0])
    landing = [group for group, composed in groups.items() if composed["package"] == key]
    if len(landing) == 1 and key not in groups:
        return landing[0]
    known = (*groups, *(row[0] for row in all_rows(config))) if "-" in key else ()
    return next((each for each in known if each.replace("_", "-") == key.replace("_", "-")), key)


def _is_switch(key: str, config: Data | None) -> bool:
    """Whether an option takes no value: that of a boolean, which ``no-`` may stand before."""
    keys = (key, key.removeprefix("no-"))
    return config is not None and any(row[1] == "bool" and row[0] in keys for row in all_rows(config))


def all_rows(config: Data) -> Iterator[Row]:
    """The rows of all that may be composed, each class's at each place where a group lands."""
    yield from config["fields"]
    yield from config["keys"]
    for place in {group["package"] for group in (config["groups"] or {}).values()}:
        for cls in config["classes"].values():
            yield from ((joined(place, row[0]), *row[1:]) for row in cls["fields"])
