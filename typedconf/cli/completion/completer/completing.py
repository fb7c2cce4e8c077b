"""An index, the words before the cursor and the one at it go in; the candidates for that come out."""

from __future__ import annotations

from .config import Config
from .documents import SUFFIX, names_in
from .line import Line, is_bare, option_key
from .values import list_files, locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .index_file import Data
    from .values import Candidate, Place

_PATHS = ("./", "../", "/", "~/")
_BOOLEANS = ("true", "false")
_FILES = (SUFFIX, ".json", ".toml")
# what a key is for: an override by its sign, an option, a part of the config -> what ends it
_ENDS = {"": "=", "+": "=", "++": "=", "~": "", "option": "", "part": ""}


def complete(index: Data, words: Sequence[str], current: str, *, documents: bool = False) -> list[Candidate]:
    """Whatever could stand for ``current``, behind ``words``, those behind the program's name."""
    line = Line(index, words)
    data = line.command["config"]
    if data is None:
        completion = _Completion(line, current)
    else:
        completion = _ConfigCompletion(line, current, Config(data, line, documents=documents))
    found = {word: candidate for candidate in completion.candidates() if (word := candidate[0]).startswith(current)}
    return [candidate for word, candidate in found.items() if word.isprintable()]


class _Completion:
    """The completing of one word of a command without a config: its flags, arguments and sub-commands."""

    def __init__(self, line: Line, current: str) -> None:
        self.line = line
        self.current = current

    def candidates(self) -> Iterator[Candidate]:
        """What could stand for the word, and more: words that begin otherwise are left out later."""
        taker = self.line.taker
        if taker is not None and (taker["value"] or is_bare(self.current)):
            yield from self.flag_values(taker, self.current, "")
        elif self.current.startswith("-") and not self.line.is_closed:
            name, equals, text = self.current.partition("=")
            flag = self.line.flag(name)
            if not equals:
                yield from self.options()
            elif flag is not None:
                yield from self.flag_values(flag, text, f"{name}=")
            else:
                yield from self.option_values(name, text)
        else:
            yield from self.words()

    def options(self) -> Iterator[Candidate]:
        """What begins with a dash."""
        for flag in self.line.command["flags"]:
            if not flag.get("hidden"):
                yield from ((name, flag["doc"], True) for name in flag["names"])

    def option_values(self, name: str, text: str) -> Iterator[Candidate]:  # noqa: ARG002  there are none without a config
        """The values of an option that is no flag."""
        yield from ()

    def words(self) -> Iterator[Candidate]:
        """Sub-commands and arguments."""
        command, position = self.line.command, self.line.arguments
        yield from ((name, inner["doc"], True) for name, inner in command["commands"].items())
        arguments = command["arguments"]
        if is_bare(self.current) and arguments and (position < len(arguments) or arguments[-1]["repeats"]):
            yield from self.flag_values(arguments[min(position, len(arguments) - 1)], self.current, "")

    def flag_values(self, flag: Data, text: str, before: str) -> Iterator[Candidate]:
        """The values of a flag or an argument, each behind ``before``."""
        if flag["choices"]:
            yield from ((before + choice, "", True) for choice in flag["choices"])
        else:
            for word, doc, is_whole in self.named_values(flag["value"] or flag["part"], text):
                yield before + word, doc, is_whole

    def named_values(self, kind: str, text: str) -> Iterator[Candidate]:
        """The values of a flag whose help writes ``kind`` behind it."""
        if kind in ("DIR", "FILE"):
            yield from list_files(text, folders_alone=kind == "DIR")


class _ConfigCompletion(_Completion):
    """The completing of one word of a command with a config."""

    def __init__(self, line: Line, current: str, config: Config) -> None:
        super().__init__(line, current)
        self.config = config

    def candidates(self) -> Iterator[Candidate]:
        """As of any command; or the values of the option before."""
        if self.line.waiting is None or self.current.startswith("-"):
            yield from super().candidates()
        else:
            yield from self._values(self.line.waiting, self.current, "", is_option=True)

    # -- flags and options ---------------------------------------------------------------------------------------------

    def named_values(self, kind: str, text: str) -> Iterator[Candidate]:
        """Besides files, what only a config has: keys, parts of it, names of configs."""
        if kind in ("KEY", "PART"):
            yield from self._keys(text, "part")
        if kind == "PART":
            yield from ((group, "group", True) for group in self.config.groups)
        elif kind == "NAME":
            names = (name for folder in self.config.folders for name in names_in(folder) if name.endswith(_FILES))
            yield from ((name.removesuffix(SUFFIX), "", True) for name in names)
        else:
            yield from super().named_values(kind, text)

    def options(self) -> Iterator[Candidate]:
        """The flags, the options of groups and fields, and those that say no to a switch."""
        yield from super().options()
        packages = [group["package"] for group in self.config.groups.values()]
        for key, group in self.config.groups.items():
            lands_alone = group["package"] and packages.count(group["package"]) == 1
            yield from (
                (f"--{name}", _told(group), True) for name in ([key, group["package"]] if lands_alone else [key])
            )
        for row in self.config.rows.values():
            yield from ((name, row[3], True) for own in row[4] for name in own.split("/"))
        for sign in ("--no-", "--"):
            if self.current.startswith(sign):
                yield from self._field_options(sign)
        if self.current != "--no-" and self.config.has_switch(""):
            yield "--no-", "say no to a switch", False

    def _field_options(self, sign: str) -> Iterator[Candidate]:
        for word, doc, is_whole in self._keys(self.current.removeprefix(sign), "option"):
            key = word.removesuffix(".")
            is_there = sign == "--" or (self._is_switch(key) if is_whole else self.config.has_switch(key))
            if is_there and self.line.flag(f"{sign}{key}") is None:
                yield f"{sign}{word}", doc, is_whole

    def option_values(self, name: str, text: str) -> Iterator[Candidate]:
        """The values of the option of a group or a field."""
        yield from self._values(option_key(name, self.config.data), text, f"{name}=", is_option=True)

    def _is_switch(self, key: str) -> bool:
        row = self.config.row(key)
        return row is not None and row[1] == "bool"

    # -- overrides -----------------------------------------------------------------------------------------------------

    def words(self) -> Iterator[Candidate]:
        """Besides sub-commands and arguments, overrides: ``key=``, ``group=``, ``+key=``, ``++key=``, ``~key``."""
        yield from super().words()
        rest = self.current.lstrip("+~")
        sign = self.current[: len(self.current) - len(rest)]
        key, equals, text = rest.partition("=")
        if sign not in ("", "+", "++", "~"):
            return
        if equals:
            yield from self._values(key, text, f"{sign}{key}=", is_removed=sign == "~")
            return
        for word, doc, is_whole in (*self._groups(sign), *self._keys(rest, sign)):
            yield sign + word, doc, is_whole
        if sign in ("+", "++"):
            yield from ((sign + word, doc, is_whole) for word, doc, is_whole in self._new_groups(rest))
        if sign != "~" and rest.startswith("h"):
            yield from ((sign + word, "settings of the run", False) for word in self._settings(rest))

    def _groups(self, sign: str) -> Iterator[Candidate]:
        """The groups that are composed; of these, only one that was deselected can be added."""
        for group, composed in self.config.groups.items():
            if sign != "+" or not composed["selected"]:
                yield f"{group}{_ENDS[sign]}", _told(composed), not _ENDS[sign]

    def _new_groups(self, text: str) -> Iterator[Candidate]:
        """The groups that are not composed, one level of folders at a time."""
        head = text[: text.rfind("/") + 1]
        for name in self.config.options(head.removesuffix("/")):
            group = head + name.removesuffix("/")
            if name.endswith("/") and group.startswith(text) and group not in self.config.groups:
                options = self.config.options(group)
                if not all(option.endswith("/") for option in options):
                    yield f"{group}=", "group", False
                below = [f"{group}/{option.removesuffix('/')}" for option in options if option.endswith("/")]
                if any(one not in self.config.groups for one in below):
                    yield f"{group}/", "groups", False

    def _keys(self, text: str, use: str) -> Iterator[Candidate]:
        """The keys of the config one level deep: leaves, and nodes with a dot, as ``_ENDS`` knows the ``use``."""
        head = text[: _last_dot(text)]
        for name, (row, deeper) in self.config.children(head.removesuffix("."), written=use == "~").items():
            if name == "<key>" or (name.startswith("_") and not text.startswith(f"{head}_")):
                continue
            kind, doc = (row[1], row[3]) if row is not None else ("node", "")
            if name.endswith("[]"):
                if use != "option":
                    yield f"{head}{name[:-2]}[0].", doc, False
                continue
            if deeper:
                yield f"{head}{name}.", doc, False
            if self._is_end(head + name, use, kind, deeper=deeper):
                yield f"{head}{name}{_ENDS[use]}", doc, not _ENDS[use]

    def _is_end(self, key: str, use: str, kind: str, *, deeper: bool) -> bool:
        """Whether ``key`` can be named itself: a part of the config, a leaf, or a union, which is named by its tag."""
        if use in ("part", "~"):
            return True
        if use == "+" and key in self.config.written:
            return False
        if use == "option" and (kind == "models" or "[" in key):
            return False
        return kind == "union" or not (deeper or kind == "node")

    def _settings(self, text: str) -> Iterator[str]:
        """The groups of the ``hydra`` node, and its keys one level deep."""
        yield from (f"{name}=" for name in self.config.data["hydra"])
        for key in self.config.data["settings"]:
            if key.startswith(text):
                dot = key.find(".", len(text))
                yield f"{key}=" if dot < 0 else key[: dot + 1]

    # -- values --------------------------------------------------------------------------------------------------------

    def _values(
        self, key: str, text: str, before: str, *, is_option: bool = False, is_removed: bool = False
    ) -> Iterator[Candidate]:
        """The values of a group or a field behind ``before``, at whatever place of ``text`` the cursor stands."""
        config, place = self.config, locate(text)
        before += place.head
        group = key.partition("@")[0]
        if key in config.groups and is_removed:
            yield from ((before + name, "", True) for name in config.groups[key]["selected"])
        elif key in config.groups or (config.row(key) is None and config.has_group(group)):
            yield from self._group_values(key, config.groups.get(key, {}).get("group", group), place, before)
        elif place.is_key:
            names = (name for name in config.children(key + place.below) if name not in place.used)
            yield from ((f"{before}{name}:", "", False) for name in names)
        else:
            yield from self._field_values(key + place.below, place, before, is_option=is_option)

    def _group_values(self, key: str, group: str, place: Place, before: str) -> Iterator[Candidate]:
        """The options of a group, those of a sub-group behind its name."""
        composed = (self.config.data["groups"] or {}).get(key, {}).get("selected", ())
        folder = place.partial[: place.partial.rfind("/") + 1]
        for name, doc in self.config.options(f"{group}/{folder}".removesuffix("/")).items():
            option = folder + name
            if option not in place.used:
                is_whole = not place.is_open and not name.endswith("/")
                described = f"selected: {doc}".removesuffix(": ") if option in composed else doc
                yield before + option, described, is_whole

    def _field_values(self, key: str, place: Place, before: str, *, is_option: bool) -> Iterator[Candidate]:
        """The choices of a type, true and false, or files; a list's first item brings its bracket along."""
        row = self.config.row(key)
        is_item = row is None and key.endswith("[]")
        row = self.config.row(key[:-2]) if is_item else row
        kind, choices = (row[1], row[2]) if row is not None else ("", ())
        bracket = ""
        if kind.startswith("list"):
            kind = kind[len("list ") :]
            bracket = "" if is_item or is_option else "["
        if bracket and place.partial:
            return
        is_whole = not place.is_open and not bracket
        for choice in choices or (_BOOLEANS if kind == "bool" else ()):
            if choice not in place.used:
                yield f"{before}{bracket}{choice}", "", is_whole
        if kind in ("path", "folder") or (not choices and place.partial.startswith(_PATHS)):
            for path, doc, ends in list_files(place.partial, folders_alone=kind == "folder"):
                yield f"{before}{bracket}{path}", doc, ends and is_whole


def _told(group: Data) -> str:
    return f"group, now {', '.join(group['selected']) or 'null'}"


def _last_dot(text: str) -> int:
    """Where the last name of a key begins."""
    position = text.rfind(".")
    while position > 0 and text[position - 1] == "\\":
        position = text.rfind(".", 0, position)
    return position + 1
