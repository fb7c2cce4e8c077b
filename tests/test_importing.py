"""Fields that import what their text names: where they are in a tree, and who may not choose their text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Optional

import pytest
from pydantic import BaseModel, ImportString, RootModel

from typedconf import Composer
from typedconf.importing import imported_texts, refused_imports
from typedconf.schema.rules import SchemaRules
from typedconf.targets.policy import Policy
from typedconf.trust import Trust

if TYPE_CHECKING:
    from pathlib import Path

Named = ImportString[Callable[..., Any]]


class Rooted(RootModel[ImportString[Any]]):
    """A model that is one field."""


class Inner(BaseModel):
    """A part."""

    one: ImportString[Any] = "json.loads"


class Everywhere(BaseModel):
    """Imports in every place."""

    bare: ImportString  # type: ignore[type-arg]
    typed: Named
    optional: Optional[ImportString[Any]] = None  # noqa: UP045  as people write it
    union: ImportString[Any] | int = 0
    items: list[ImportString[Any]] = []
    pair: tuple[int, ImportString[Any]] = (0, "json.loads")
    values_: dict[str, ImportString[Any]] = {}
    keys_: dict[ImportString[Any], int] = {}
    inner: Inner = Inner()
    inners: list[Inner] = []
    rooted: Rooted | None = None
    text: str = ""
    anything: Any = None


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"bare": "a.B", "typed": "a.C"}, [(("bare",), "a.B"), (("typed",), "a.C")]),
        ({"optional": "a.B"}, [(("optional",), "a.B")]),
        ({"optional": None}, []),
        ({"union": "a.B"}, [(("union",), "a.B")]),
        ({"union": 3}, []),
        ({"items": ["a.B", "a.C"]}, [(("items", 0), "a.B"), (("items", 1), "a.C")]),
        ({"pair": [1, "a.B"]}, [(("pair", 1), "a.B")]),
        ({"values_": {"x": "a.B"}}, [(("values_", "x"), "a.B")]),
        ({"keys_": {"a.B": 1}}, [(("keys_", "a.B"), "a.B")]),
        ({"inner": {"one": "a.B"}}, [(("inner", "one"), "a.B")]),
        ({"inners": [{"one": "a.B"}]}, [(("inners", 0, "one"), "a.B")]),
        ({"rooted": "a.B"}, [(("rooted",), "a.B")]),
        ({"text": "a.B", "anything": {"one": "a.B"}}, []),
    ],
)
def test_every_text_that_is_imported_is_found(tree: Any, expected: Any) -> None:
    """Wherever the schema imports, and nowhere else."""
    assert list(imported_texts(tree, SchemaRules(Everywhere))) == expected


class Root(BaseModel):
    """The root."""

    inner: Inner = Inner()
    chosen: str = "json.dumps"


@pytest.mark.parametrize(
    ("overrides", "allow", "message"),
    [
        ((), (), None),
        (("inner.one=${chosen}",), (), None),
        (("inner.one=json.dumps",), "json.*", None),
        (("inner.one=json:dumps",), "json.dumps", None),
        (("inner.one=json.dumps",), (), "may not build 'json.dumps': an override names it"),
        (("inner.one=json:dumps",), (), "may not build 'json.dumps': an override names it"),
        (("inner.one=json.codecs.open",), "json.*", "may not build 'json.codecs.open': it leads through json.codecs"),
        (("inner.one=json.__doc__",), "json.*", "'json.__doc__' leads through __doc__"),
    ],
)
def test_who_may_not_name_code_chooses_no_text(
    overrides: tuple[str, ...], allow: Any, message: str | None, tree: Callable[[dict[str, str]], Path]
) -> None:
    """A problem at the key, unless the text is the program's own or permitted."""
    composed = Composer(tree({"config.yaml": "inner: {one: json.loads}\n"})).compose("config", *overrides, schema=Root)
    resolution = composed._resolve()
    resolved, _ = resolution.gather()
    trust = Trust(composed._provenance, resolution)
    found = list(refused_imports(resolved, composed.rules, trust, Policy(allow)))  # type: ignore[arg-type]
    if message is None:
        assert found == []
        return
    ((path, problem),) = found
    assert (path, problem.key) == (("inner", "one"), "inner.one")
    assert problem.message.startswith(message)
