"""One defaults list as it is read: every form of an entry, and every malformed one with its place."""

from __future__ import annotations

import pytest

from typedconf import DefaultsListError
from typedconf.defaults.entries import ConfigEntry, GroupEntry, Library, Listing, parse_entries
from typedconf.documents import parse_yaml
from typedconf.sources import Found, SearchPath
from typedconf.store import ConfigStore


def found(text: str) -> Found:
    """A config of that text."""
    return Found(parse_yaml(text, "conf/config.yaml"), None, trusted=True)


@pytest.mark.parametrize(
    ("item", "entry"),
    [
        pytest.param("db", ConfigEntry("db"), id="config"),
        pytest.param("/db", ConfigEntry("/db"), id="absolute config"),
        pytest.param("db/mysql", ConfigEntry("db/mysql"), id="config in a folder"),
        pytest.param("db.yaml", ConfigEntry("db.yaml"), id="config with its suffix"),
        pytest.param("db@src", ConfigEntry("db", "src"), id="config at a package"),
        pytest.param("db@_here_", ConfigEntry("db", ""), id="config here"),
        pytest.param("db@_global_", ConfigEntry("db", "_global_"), id="config at the root"),
        pytest.param("'db@'", ConfigEntry("db", ""), id="config at an empty package"),
        pytest.param("'db@old:new'", ConfigEntry("db", "old"), id="a rename of old"),
        pytest.param("_self_", ConfigEntry("_self_"), id="self"),
        pytest.param("optional db", ConfigEntry("optional db"), id="optional without a colon is a name"),
        pytest.param("db: mysql", GroupEntry("db", "mysql"), id="group"),
        pytest.param("/db: mysql", GroupEntry("/db", "mysql"), id="absolute group"),
        pytest.param("db/sub: mysql", GroupEntry("db/sub", "mysql"), id="sub-group"),
        pytest.param("db@src: mysql", GroupEntry("db", "mysql", "src"), id="group at a package"),
        pytest.param("db@a.b: mysql", GroupEntry("db", "mysql", "a.b"), id="group at a deep package"),
        pytest.param("db: null", GroupEntry("db", None), id="null"),
        pytest.param("db:", GroupEntry("db", None), id="nothing"),
        pytest.param("db: ???", GroupEntry("db", "???"), id="mandatory"),
        pytest.param("db: [a, b]", GroupEntry("db", ("a", "b")), id="list of options"),
        pytest.param("db: []", GroupEntry("db", ()), id="empty list"),
        pytest.param("optional db: mysql", GroupEntry("db", "mysql", optional=True), id="optional"),
        pytest.param("optional db@x: [a]", GroupEntry("db", ("a",), "x", optional=True), id="optional at a package"),
        pytest.param("override db: mysql", GroupEntry("db", "mysql", is_override=True), id="override"),
        pytest.param("override /db@x: null", GroupEntry("/db", None, "x", is_override=True), id="override to null"),
        pytest.param("db: ${x}_${y}", GroupEntry("db", "${x}_${y}"), id="interpolated option"),
        pytest.param("db: 2", GroupEntry("db", "2"), id="int"),
        pytest.param("db: on", GroupEntry("db", "on"), id="bool as written"),
        pytest.param("db: 007", GroupEntry("db", "007"), id="int as written"),
        pytest.param("db: 1.10", GroupEntry("db", "1.10"), id="float as written"),
        pytest.param("db: [on, 01]", GroupEntry("db", ("on", "01")), id="scalars in a list as written"),
    ],
)
def test_an_entry_is_read(item: str, entry: ConfigEntry | GroupEntry) -> None:
    """Every form of the language gives its entry; an option is any scalar, as written."""
    assert parse_entries("config", found(f"defaults:\n- {item}\n")) == (entry,)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        pytest.param("null", "an entry is a config's name or group: option, not null", id="null"),
        pytest.param("3", "an entry is a config's name or group: option, not 3", id="int"),
        pytest.param("true", "an entry is a config's name or group: option, not True", id="bool"),
        pytest.param("[a]", "an entry is a config's name or group: option, not ['a']", id="list"),
        pytest.param("{}", "an entry names one group, this one no group", id="no key"),
        pytest.param("{a: b, c: d}", "an entry names one group, this one 2 groups (a, c)", id="two keys"),
        pytest.param("{1: b}", "the name of a group is text, not 1", id="int group"),
        pytest.param("'': b", "no group in ''", id="empty group"),
        pytest.param("/: b", "no group in '/'", id="slash alone"),
        pytest.param("db: {a: b}", "an option is a name, not a mapping", id="option is a mapping"),
        pytest.param("db: [[a]]", "an option is a name, not a list", id="option in a list is a list"),
        pytest.param("db: [null]", "an option is a name, not null", id="option in a list is null"),
        pytest.param(
            "overide db: a", "'overide' before the group 'db' is no keyword; did you mean override?", id="keyword"
        ),
        pytest.param("optional override db: a", "optional and override can't be combined", id="both keywords"),
        pytest.param("_self_@x", "_self_ takes no package", id="self at a package"),
    ],
)
def test_a_malformed_entry_is_told(item: str, message: str) -> None:
    """The problem says what the entry is and has its key, line and column."""
    with pytest.raises(DefaultsListError) as caught:
        parse_entries("config", found(f"defaults:\n- ok\n- {item}\n"))
    (problem,) = caught.value.problems
    assert problem.message == f"in config: {message}"
    assert problem.key == "defaults[1]"
    assert str(problem.origin) == "conf/config.yaml:3:3"


def test_a_malformed_entry_reads_as_one_report() -> None:
    """The whole message: the config, what is wrong, the place and its line."""
    with pytest.raises(DefaultsListError) as caught:
        parse_entries("config", found("defaults:\n- {a: b, c: d}\n"))
    assert str(caught.value).splitlines() == [
        "defaults[0]: in config: an entry names one group, this one 2 groups (a, c)",
        "  file         conf/config.yaml:2:3",
        "               - {a: b, c: d}",
        "                 ^",
    ]


def test_malformed_entries_are_told_together() -> None:
    """All that is wrong with one list is reported at once."""
    with pytest.raises(DefaultsListError) as caught:
        parse_entries("config", found("defaults: [3, ok, null, _self_, _self_, override a: b, {c: d}]\n"))
    assert [str(problem.origin) for problem in caught.value.problems] == [
        "conf/config.yaml:1:12",
        "conf/config.yaml:1:19",
        "conf/config.yaml:1:33",
        "conf/config.yaml:1:56",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("defaults:", "null"), ("defaults: {a: b}", "a mapping"), ("defaults: a", "'a'"), ("defaults: 3", "3")],
    ids=["null", "mapping", "text", "int"],
)
def test_a_defaults_list_is_a_list(text: str, kind: str) -> None:
    """Anything else at the key is a mistake."""
    with pytest.raises(DefaultsListError) as caught:
        parse_entries("config", found(text))
    (problem,) = caught.value.problems
    assert (problem.key, problem.message) == ("defaults", f"in config: defaults must be a list, not {kind}")


@pytest.mark.parametrize(
    "text",
    ["a: 1", "", "defaults: []", "defaults: ???", "defaults: ${x}", "[a, b]", "a: {defaults: [x]}"],
    ids=["no key", "empty file", "empty list", "missing", "interpolation", "a list", "not at the top"],
)
def test_some_configs_have_no_entries(text: str) -> None:
    """Without a list at the top, or with one that ``???`` or an interpolation stands for, there are none."""
    assert parse_entries("config", found(text)) == ()


@pytest.mark.parametrize("first", ["_self_", "a: b"], ids=["self first", "self last"])
def test_self_stands_once(first: str) -> None:
    """A second ``_self_`` is told at its place, once however often it is repeated."""
    with pytest.raises(DefaultsListError) as caught:
        parse_entries("config", found(f"defaults:\n- {first}\n- _self_\n- _self_\n- _self_\n"))
    (problem,) = caught.value.problems
    assert problem.message == "in config: _self_ stands twice in the defaults list"


def test_overrides_close_their_list() -> None:
    """Behind an override only ``_self_`` and further overrides may stand."""
    good = "defaults:\n- a: b\n- override a: c\n- _self_\n- override d: e\n"
    assert len(parse_entries("config", found(good))) == 4
    with pytest.raises(DefaultsListError) as caught:
        parse_entries("config", found("defaults:\n- override a: c\n- a: b\n"))
    (problem,) = caught.value.problems
    assert problem.message == "in config: 'a: b' stands behind 'override a: c'; overrides close their list"
    assert str(problem.origin) == "conf/config.yaml:3:3"


def test_a_store_node_has_entries_too() -> None:
    """A mapping in the store may have a defaults list; its problems name the node."""
    store = ConfigStore()
    store.add("base", {"defaults": [{"db": "mysql"}, "_self_"]})
    store.add("bad", {"defaults": [3]})
    library = Library(SearchPath((), store), lambda _document: [], {})
    listing = library.find("base")
    assert listing is not None
    assert listing.entries == (GroupEntry("db", "mysql"), ConfigEntry("_self_", position=1))
    with pytest.raises(DefaultsListError) as caught:
        library.find("bad")
    origin = caught.value.problems[0].origin
    assert origin is not None
    assert (origin.kind, origin.text) == ("store", "bad")


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (None, (ConfigEntry("base"), GroupEntry("db", "on", position=1))),
        ("a: 1", (ConfigEntry("base"), GroupEntry("db", "on", position=1))),
        ("defaults: [other]", (ConfigEntry("other"),)),
        ("defaults: []", ()),
        ("defaults: ???", ()),
    ],
    ids=["no file", "a file without one", "a file with one", "an empty one", "a missing one"],
)
def test_a_node_of_the_store_has_a_list_too(text: str | None, entries: tuple[ConfigEntry | GroupEntry, ...]) -> None:
    """It is followed where the file of its name has none; neither list is content."""
    store = ConfigStore()
    store.add("config", {"defaults": ["base", {"db": "on"}], "x": 1})
    document = parse_yaml(text, "conf/config.yaml") if text is not None else None
    one = Found(document, store.nodes["config"], trusted=True)
    assert parse_entries("config", one) == entries
    assert [body[0] for body in Listing("config", one, entries).bodies][-1] == {"x": 1}


def test_a_malformed_entry_of_a_node_is_told() -> None:
    """With the node as its origin, also where a file lies above it."""
    store = ConfigStore()
    store.add("config", {"defaults": ["base", 3]})
    with pytest.raises(DefaultsListError) as caught:
        parse_entries("config", Found(parse_yaml("a: 1", "conf/config.yaml"), store.nodes["config"], trusted=True))
    (problem,) = caught.value.problems
    assert (problem.key, str(problem.origin), problem.excerpt) == ("defaults[1]", "store node config", None)
