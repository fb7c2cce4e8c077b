"""An index and a line go in; the groups and keys that the config has come out, once its options are chosen."""

from __future__ import annotations

import os

from .documents import SUFFIX, first_line, names_in, read_document
from .keys import is_at, is_below, joined, place_of, segments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .documents import Document
    from .index_file import Data, Row
    from .line import Line

_MOST_DOCUMENTED = 60  # options whose files are opened for their first line
_DEEPEST = 12  # configs in the defaults list of each other
_MOST_WALKED = 500  # configs that are followed for one Tab: those that name each other have no end
_KEYS_OF_ONE = 100  # a config with more counts as several


class Config:
    """The groups and keys that a config has, once the options of a line are chosen."""

    def __init__(self, data: Data, line: Line, *, documents: bool = False) -> None:
        self.data = data
        self.documents = documents  # whether documentation is asked for, for which files are opened
        self.chosen = line.chosen
        main = line.settings.get("--config-path")
        own = data["folders"] if main is None else [_absolute(main[-1], data["home"]), *data["folders"][1:]]
        self.folders = [*own, *map(os.path.abspath, line.settings.get("--config-dir", ()))]
        self.groups: dict[str, Data] = {}  # those that are composed: their group, package and options
        self.rows: dict[str, Row] = {row[0]: row for row in data["fields"]}
        self.written: set[str] = set()  # the keys that a config or a node of the store sets
        self._walked = 0
        self._documents: dict[str, Document] = {}
        name = line.settings.get("--config-name", [data["name"]])[-1]
        if data["groups"] is None or name != data["name"]:  # the index has not what is composed
            self._walk(name, "", "", 0)
        else:
            self._start()
        for key in list(self.chosen):
            composed = self.groups.get(key)
            is_new = composed is None and self.has_group(key.partition("@")[0])
            if is_new or (composed is not None and self.chosen[key] != composed["selected"]):
                self._take(key)
        self.rows = {key: row for key, row in self.rows.items() if self._is_possible(row)}

    def _start(self) -> None:
        """What is composed without a word, but for the options that give way to others."""
        self.groups = dict(self.data["groups"])
        left = [
            group for key, group in self.groups.items() if self.chosen.get(key, group["selected"]) != group["selected"]
        ]
        gone = [(f"{group['group']}/{name}", group["package"]) for group in left for name in group["selected"]]
        for name, package in self.data["laid"]:
            if (name, package) not in gone:
                self._lay(name, package)
        self._set(row for row in self.data["keys"] if not any(is_below(row[0], group["package"]) for group in left))

    def _take(self, key: str) -> None:
        """Lets the options that are chosen in a group take the place of what it had."""
        name, at, package = key.partition("@")
        known = self.groups[key]["package"] if key in self.groups else name.replace("/", ".")
        place = package if at else known
        self.groups[key] = {"group": name, "package": place, "selected": self.chosen[key]}
        for option in self.chosen[key]:
            self._walk(f"{name}/{option}", package if at else "", place, 0)

    def _walk(self, name: str, package: str, place: str, depth: int) -> None:
        """Adds what a config that the index knows nothing of brings, and what its defaults list does.

        It lies where its header says, below ``package``; without a header at ``place``.
        """
        if self._walked >= _MOST_WALKED:
            return
        path = next(filter(os.path.isfile, (f"{folder}/{name}{SUFFIX}" for folder in self.folders)), "")
        document = self._documents[path] = self._documents.get(path) or read_document(path)
        self._walked += 1 + len(document.keys) // _KEYS_OF_ONE
        node = self.data["store"].get(name)
        header = document.package or (node["package"] if node else None)
        group = name.rpartition("/")[0]
        place = place_of(header, package, group) if header else place
        self._lay(name, place)
        self._set(_placed(document.keys, place))
        for entry in document.defaults if depth < _DEEPEST else ():
            self._follow(entry, group, place, depth + 1)

    def _follow(self, entry: tuple[str, str | None, list[str]], above: str, package: str, depth: int) -> None:
        """Adds what an entry of a defaults list brings; the group is looked for beside the config, and from the top."""
        group, given, options = entry
        group = group.removeprefix("/") if group.startswith("/") or not above else f"{above}/{group}"
        place = place_of(given, package, group) if given else joined(package, entry[0].strip("/").replace("/", "."))
        key = f"{group}@{place or '_global_'}" if given else group
        selected = self.chosen.get(key, options)
        self.groups[key] = {"group": group, "package": place, "selected": selected}
        for option in selected:
            self._walk(f"{group}/{option}", package, place, depth)

    def _lay(self, name: str, package: str) -> None:
        """Lets the class of a config say which keys there are at ``package``, and which no longer."""
        node = self.data["store"].get(name)
        cls = (node and node["class"]) or self.data["schemas"].get(name.rpartition("/")[0])
        if cls:
            if package:
                self.rows = {key: row for key, row in self.rows.items() if not is_below(key, package)}
            for row in self.data["classes"][cls]["fields"]:
                key = joined(package, row[0])
                self.rows[key] = (key, *row[1:])
        if node:
            self._set(_placed(node["keys"], package))

    def _set(self, rows: Iterable[Row]) -> None:
        """Adds the keys that a config sets; what a schema says of one stands."""
        for row in rows:
            self.written.add(row[0])
            self.rows.setdefault(row[0], row)

    def _is_possible(self, row: Row) -> bool:
        """False for a key of a class that the tag of its union, as it is chosen, is not."""
        if not row[5]:
            return True
        depth, tag, values = row[5]
        holder = ".".join(segments(row[0])[:-depth])
        chosen = self.chosen.get(holder) or self.chosen.get(f"{holder}.{tag}") or values
        return any(value in chosen for value in values)

    # -- what there is -------------------------------------------------------------------------------------------------

    def has_group(self, group: str) -> bool:
        """Whether a folder, the store or the settings of runs have options of ``group``."""
        return bool(group) and (
            group in self.data["hydra"]
            or any(os.path.isdir(f"{folder}/{group}") for folder in self.folders)
            or any(name.startswith(f"{group}/") for name in (*self.data["store"], *self.data["listed"]))
        )

    def options(self, group: str) -> dict[str, str]:
        """The options of ``group`` with their documentation: of the folders as they are now, and of the index.

        Sub-groups end in ``/``.
        """
        below = f"{group}/" if group else ""
        found: dict[str, str] = {}  # the file of each, where it has one
        for folder in self.folders:
            for name in names_in(f"{folder}/{group}"):
                if name.endswith(SUFFIX):
                    found.setdefault(name.removesuffix(SUFFIX), f"{folder}/{below}{name}")
                elif not name.startswith((".", "__")) and os.path.isdir(f"{folder}/{below}{name}"):
                    found.setdefault(f"{name}/", "")
        for name in (*self.data["listed"], *self.data["store"]):
            if name.startswith(below):
                first, slash, _ = name[len(below) :].partition("/")
                found.setdefault(first + slash, "")
        found.update(dict.fromkeys(self.data["hydra"].get(group, ()), ""))
        reads = self.documents and len(found) <= _MOST_DOCUMENTED
        return {
            name: (first_line(path) if reads and path else "") or self._doc(below + name)
            for name, path in found.items()
        }

    def _doc(self, name: str) -> str:
        node = self.data["store"].get(name)
        return str(self.data["classes"][node["class"]]["doc"]) if node and node["class"] else ""

    def children(self, head: str, *, written: bool = False) -> dict[str, tuple[Row | None, bool]]:
        """What may follow ``head`` and a dot: each name with its row, and whether more is below it.

        With ``written``, only what a config sets.
        """
        wanted = segments(head)
        found: dict[str, tuple[Row | None, bool]] = {}
        for key, row in self.rows.items():
            parts = segments(key)
            if len(parts) > len(wanted) and all(map(_fits, parts, wanted)) and (not written or key in self.written):
                name = parts[len(wanted)]
                is_last = len(parts) == len(wanted) + 1
                before, deeper = found.get(name, (None, False))
                found[name] = (
                    (row if is_last else before),
                    deeper or (not is_last and parts[len(wanted) + 1] != "<key>"),
                )
        return found

    def row(self, key: str) -> Row | None:
        """The row of ``key``, in which ``[0]`` is an item of a list."""
        if key in self.rows:
            return self.rows[key]
        wanted = segments(key)
        for other, row in self.rows.items():
            parts = segments(other)
            if len(parts) == len(wanted) and all(map(_fits, parts, wanted)):
                return row
        return None

    def has_switch(self, key: str) -> bool:
        """Whether ``key`` is a boolean, or one is below it."""
        return any(row[1] == "bool" and (not key or is_at(other, key)) for other, row in self.rows.items())


def _fits(part: str, wanted: str) -> bool:
    return part in (wanted, "<key>") or part.replace("_", "-") == wanted


def _placed(keys: Iterable[str], package: str) -> Iterator[Row]:
    return ((joined(package, key), "", (), "", (), ()) for key in keys)


def _absolute(path: str, home: str) -> str:
    """``--config-path``: from the folder of the program's file."""
    return os.path.join(home, os.path.expanduser(path))
