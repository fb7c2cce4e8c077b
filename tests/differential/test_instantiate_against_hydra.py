"""Nodes built by Hydra and by typedconf: equal objects, or both fail; and where the two differ on purpose.

Results are compared as what they were made from. That the reference hands over its own containers, and typedconf plain
ones, is no difference here but one of those that are named below.
"""

from __future__ import annotations

import functools
import os
import warnings
from typing import Any, Final

import hydra.errors
import hydra.utils
import pytest
from hypothesis import HealthCheck, Phase, event, given, seed, settings
from hypothesis import strategies as st
from omegaconf import DictConfig, ListConfig, OmegaConf

import typedconf as tc
from tests.instantiation.things import Made, add
from typedconf.instantiation import instantiate

SHARDS: Final = 4
EXAMPLES: Final = 20_000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 1_200
THINGS: Final = "tests.instantiation.things"
MADE: Final = {"_target_": f"{THINGS}.Made"}
ALLOW: Final = (f"{THINGS}.*", "builtins.len", "builtins.dict", "collections.*", "hydra.utils.*")
FAILED: Final = "<fails>"


def facts(made: Any) -> Any:
    """A result as data that compares equal only where types, order and all else are equal."""
    if isinstance(made, DictConfig | ListConfig):
        return facts(OmegaConf.to_container(made))
    if isinstance(made, tc.Config | tc.ConfigList):
        return facts(tc.plain(made, missing="keep"))
    if isinstance(made, dict):
        return "dict", [(key, facts(value)) for key, value in made.items()]
    if isinstance(made, list | tuple):
        return "list", [facts(item) for item in made]
    if isinstance(made, Made):
        return type(made).__name__, facts(made.args), facts(made.kwargs)
    if isinstance(made, functools.partial):
        return "partial", made.func, facts(made.args), facts(made.keywords)
    return type(made), repr(made)


def by_hydra(node: Any, args: Any, kwargs: Any) -> Any:
    """What the reference makes of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return facts(hydra.utils.instantiate(node, *args, **kwargs))
        except Exception:  # noqa: BLE001  whatever it raises is that it fails
            return FAILED


def by_us(node: Any, args: Any, kwargs: Any) -> Any:
    """What typedconf makes of it; of all errors that an input can cause, it raises these."""
    try:
        return facts(instantiate(node, *args, allow=ALLOW, **kwargs))
    except (tc.ConfigError, TypeError):
        return FAILED


ALIKE: Final[list[tuple[Any, tuple[Any, ...], dict[str, Any]]]] = [
    (None, (), {}),
    (MADE, (), {}),
    ({**MADE, "x": 1, "y": "a", "z": None}, (), {}),
    ({**MADE, "_args_": [1, 2], "x": 3}, (), {}),
    ({**MADE, "_args_": [1, 2]}, (5,), {}),
    ({**MADE, "_args_": {"x": 1}}, (), {}),
    ({**MADE, "x": 1}, (), {"x": 2, "y": 3}),
    ({**MADE, "x": {**MADE, "a": 1}}, (), {"x": {"a": 2, "b": 3}}),
    ({**MADE, "x": {"a": 1}}, (), {"x": {"b": 2}}),
    ({**MADE, "x": [MADE, {"a": MADE}]}, (), {}),
    ([MADE, 1, [MADE]], (), {}),
    ({"a": MADE, "b": 1}, (), {}),
    ({"a": 1, "x": {**MADE, "y": "${a}", "z": "${.y}"}}, (), {}),
    ({"a": MADE, "b": {**MADE, "x": "${a}"}}, (), {}),
    ({"_target_": "${a}", "a": f"{THINGS}.Made"}, (), {}),
    ({"_target_": f"{THINGS}.add", "a": 1}, (), {"b": 2}),
    ({"_target_": f"{THINGS}.Made.by_class", "x": 1}, (), {}),
    ({"_target_": f"{THINGS}.Made.by_nobody", "x": 1}, (), {}),
    ({"_target_": "builtins.len", "_args_": [[1, 2]]}, (), {}),
    ({"_target_": "collections.Counter", "a": 1}, (), {}),
    ({"_target_": f"{THINGS}.divided", "_args_": [3, 1]}, (), {}),
    ({"_target_": add, "a": 1}, (), {}),
    ({"x": 1}, (), {"_target_": f"{THINGS}.Made"}),
    ({**MADE, "_recursive_": False, "x": {**MADE, "y": 1}}, (), {}),
    ({**MADE, "_recursive_": False, "x": {**MADE, "y": "???"}, "z": ["???"]}, (), {}),
    ({**MADE, "_recursive_": False, "_convert_": "all", "x": {**MADE, "y": "???"}}, (), {}),
    ({**MADE, "x": {**MADE, "_recursive_": False, "y": MADE}}, (), {}),
    ({**MADE, "x": {**MADE, "y": MADE}}, (), {"_recursive_": False}),
    ({**MADE, "_recursive_": "no"}, (), {}),
    ([{**MADE, "x": MADE}], (), {"_recursive_": False}),
    ({**MADE, "_partial_": True, "x": "???", "y": 1, "_args_": [1]}, (), {}),
    ({**MADE, "_partial_": True, "a": {**MADE, "_partial_": True}}, (2,), {"z": 1}),
    ({**MADE, "_partial_": "yes"}, (), {}),
    ([MADE], (), {"_partial_": True}),
    ({**MADE, "x": "???"}, (), {}),
    ({**MADE, "x": "???"}, (), {"x": 1}),
    ({**MADE, "x": {"y": "???"}}, (), {}),
    ({**MADE, "_convert_": "ALL", "x": {"a": [1]}}, (), {}),
    ({"_target_": ""}, (), {}),
    ({"_target_": "len"}, (), {}),
    ({"_target_": ".Made"}, (), {}),
    ({"_target_": f"{THINGS}"}, (), {}),
    ({"_target_": f"{THINGS}.number"}, (), {}),
    ({"_target_": f"{THINGS}.Nothing"}, (), {}),
    ({"_target_": None}, (), {}),
    ({"_target_": "hydra.utils.get_class", "path": f"{THINGS}.Made"}, (), {}),
    ({"_target_": "hydra.utils.get_method", "path": f"{THINGS}.add"}, (), {}),
    ({"_target_": "hydra.utils.get_object", "path": f"{THINGS}.number"}, (), {}),
    ({"_target_": "hydra.utils.get_class", "path": f"{THINGS}.add"}, (), {}),
    ({"_target_": "hydra.utils.instantiate", "_recursive_": False, "config": {**MADE, "x": 1}}, (), {}),
    (3, (), {}),
    ("text", (), {}),
]


@pytest.mark.parametrize(("node", "args", "kwargs"), ALIKE)
def test_what_both_make_alike(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """The reference's documented uses and misuses give the same objects, or fail on both sides."""
    assert by_us(node, args, kwargs) == by_hydra(node, args, kwargs)


# -- random nodes -------------------------------------------------------------------------------------------------

NAMES: Final = ("a", "b", "c", "d", "p", "q")  # those of which the leaves refer to are not changed by the call
LEAVES: Final = st.sampled_from([0, 1, -2.5, True, None, "", "text", "???", "${a}", "${b}", "${c.a}", "${d}", "x${e}"])
OPTIONS: Final = st.fixed_dictionaries(
    {},
    optional={
        "_recursive_": st.booleans(),
        "_partial_": st.booleans(),
        "_convert_": st.sampled_from(["none", "partial", "object", "all", "All"]),
    },
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists, mappings and targets of what ``inner`` gives."""
    mappings = st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    # the reference hands on a ??? by position where it converts, and fails elsewhere
    there = inner.filter(lambda value: value != tc.MISSING)
    positional = st.fixed_dictionaries({}, optional={"_args_": st.lists(there, max_size=2)})
    targets = st.builds(lambda one, two, args: {**MADE, **one, **two, **args}, mappings, OPTIONS, positional)
    return st.one_of(st.lists(inner, max_size=3), mappings, targets, targets)


VALUES: Final = st.recursive(LEAVES, containers, max_leaves=8)
TREES: Final = st.one_of(
    st.builds(lambda keys: {**keys, "e": 5}, st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4)),
    st.builds(
        lambda keys, options: {**MADE, **keys, **options, "e": 5},
        st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=4),
        OPTIONS,
    ),
)
PLAIN: Final = st.recursive(
    st.sampled_from([0, True, None, "text"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=2),
    max_leaves=4,
)
CALLS: Final = st.dictionaries(st.sampled_from(("p", "q", "r")), PLAIN, max_size=2)


def may_replace(value: Any, old: Any) -> bool:
    """Whether the reference takes ``value`` in the place of ``old``: not where one is a list and one a mapping."""
    if isinstance(old, str) and "${" in old:
        return not isinstance(value, dict | list)
    if isinstance(value, dict) and isinstance(old, dict):
        return all(may_replace(item, old.get(key)) for key, item in value.items())
    return not (isinstance(value, dict | list) and isinstance(old, dict | list)) or type(value) is type(old)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_nodes_build_alike(shard: int) -> None:
    """Both make the same of a tree of targets, options and references with a call's arguments, or both fail."""

    @seed(shard)
    @settings(
        max_examples=EXAMPLES // SHARDS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(TREES, CALLS)
    def build_both(node: Any, kwargs: Any) -> None:
        kwargs = {key: value for key, value in kwargs.items() if may_replace(value, node.get(key))}
        ours, reference = by_us(node, (), kwargs), by_hydra(node, (), kwargs)
        event("both fail" if reference == FAILED else "compared")
        assert ours == reference, f"{node} with {kwargs}"

    build_both()


# -- where the two differ on purpose ------------------------------------------------------------------------------


def both(node: Any, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
    """What each makes of it: the reference first."""
    return by_hydra(node, args, kwargs), by_us(node, args, kwargs)


def test_plain_containers_instead_of_its_own() -> None:
    """Arguments that are data arrive as dicts and lists; the reference hands over its own containers."""
    node = {**MADE, "x": {"a": [1]}}
    assert type(hydra.utils.instantiate(node).kwargs["x"]) is DictConfig
    assert type(instantiate(node, allow=ALLOW).kwargs["x"]) is dict


def test_permission_is_needed() -> None:
    """The reference builds whatever isn't on a list of what is known to be dangerous."""
    assert hydra.utils.instantiate({"_target_": "builtins.print"}) is None
    with pytest.raises(tc.ConfigError, match=r'allow=\["builtins.print"\]'):
        instantiate({"_target_": "builtins.print"})


def test_exceptions_of_targets_pass_through() -> None:
    """The reference wraps them."""
    node = {"_target_": f"{THINGS}.failing"}
    with pytest.raises(hydra.errors.InstantiationException):
        hydra.utils.instantiate(node)
    with pytest.raises(LookupError):
        instantiate(node, allow=ALLOW)


def test_a_wrong_conversion_is_an_error() -> None:
    """The reference takes it for ``none``."""
    reference, ours = both({**MADE, "_convert_": "al"})
    assert (reference, ours) == (facts(Made()), FAILED)


def test_a_text_is_no_list_of_arguments() -> None:
    """The reference passes its characters."""
    reference, ours = both({**MADE, "_args_": "ab"})
    assert (reference, ours) == (facts(Made("a", "b")), FAILED)


def test_recursion_ends_where_there_is_no_target_too() -> None:
    """The reference's next version does so; 1.3 reads ``_recursive_`` next to a target alone."""
    reference, ours = both({"a": {"_recursive_": False, "b": MADE}})
    assert reference == facts({"a": {"_recursive_": False, "b": Made()}})
    assert ours == facts({"a": {"b": MADE}})


def test_special_keys_are_no_data() -> None:
    """What says how to build is not in what is built; the reference leaves it in mappings below the top."""
    reference, ours = both({"a": {"_convert_": "all", "b": 1}})
    assert (reference, ours) == (facts({"a": {"_convert_": "all", "b": 1}}), facts({"a": {"b": 1}}))


def test_the_call_replaces_whatever_is_there() -> None:
    """A mapping in the place of a list, or a list in the place of a mapping, is an error in the reference."""
    for old, new in (([1], {"a": 1}), ({"a": 1}, [1])):
        reference, ours = both({**MADE, "x": old}, x=new)
        assert (reference, ours) == (FAILED, facts(Made(x=new)))


def test_references_read_what_was_composed() -> None:
    """What the call gives changes that one argument; in the reference, references to it within the node as well."""
    reference, ours = both({**MADE, "x": 1, "y": "${.x}"}, x=2)
    assert (reference, ours) == (facts(Made(x=2, y=2)), facts(Made(x=2, y=1)))


def test_text_of_the_call_is_text() -> None:
    """The reference interpolates it, and takes ``???`` for missing."""
    reference, ours = both({**MADE, "x": 1}, y="${x}", z="???")
    assert (reference, ours) == (FAILED, facts(Made(x=1, y="${x}", z="???")))


def test_objects_of_the_call_stay_themselves() -> None:
    """The reference makes a dataclass a config, and copies containers."""
    items = {"a": [1]}
    assert hydra.utils.instantiate(MADE, x=items).kwargs["x"] is not items
    assert instantiate(MADE, allow=ALLOW, x=items).kwargs["x"] is items


def test_parameters_without_a_name_go_by_position() -> None:
    """The reference passes every key by name."""
    reference, ours = both({"_target_": f"{THINGS}.divided", "a": 3, "b": 1})
    assert (reference, ours) == (FAILED, facts(3.0))


def test_a_partial_is_a_partial() -> None:
    """It is ``functools.partial`` itself; the reference has a class of its own."""
    node = {**MADE, "_partial_": True}
    assert type(hydra.utils.instantiate(node)) is not functools.partial
    assert type(instantiate(node, allow=ALLOW)) is functools.partial


def test_sharing() -> None:
    """The reference builds a node as often as it is referred to, and has no way to say otherwise."""
    node = {"a": {**MADE, "_shared_": True}, "b": "${a}"}
    made = instantiate(node, allow=ALLOW)
    assert made["a"] is made["b"]
    made = hydra.utils.instantiate(node)
    assert made["a"] is not made["b"]


def test_a_tuple_is_a_list_of_nodes() -> None:
    """As in the reference's next version."""
    reference, ours = both((MADE, 1))
    assert (reference, ours) == (FAILED, facts([Made(), 1]))
