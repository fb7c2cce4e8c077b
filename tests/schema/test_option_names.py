"""The names that a field has of its own on the command line."""

from __future__ import annotations

import copy
import pickle
from typing import Annotated, Any

import pytest
import typer
from pydantic import BaseModel, TypeAdapter

from typedconf import Option, StoreError
from typedconf.schema.description import describe_schema
from typedconf.schema.option_names import option_names


@pytest.mark.parametrize(
    ("metadata", "names"),
    [
        ((), ()),
        ((Option("-b", "--batch"),), ("-b", "--batch")),
        ((Option("-b"), Option("--batch", "-b")), ("-b", "--batch")),
        ((Option("--on/--off"),), ("--on/--off",)),
        ((typer.Option("-b", "--batch"),), ("-b", "--batch")),
        ((typer.Option(),), ()),
        ((typer.Option("default", "-b"),), ("-b",)),
        ((typer.Argument(),), ()),
        (("-b", 3, None), ()),
    ],
)
def test_names_are_found_in_metadata(metadata: tuple[Any, ...], names: tuple[str, ...]) -> None:
    """Those of an Option and of Typer's own, in order, each once; nothing else is one."""
    assert option_names(metadata) == names


@pytest.mark.parametrize(
    "name", ["b", "", "-", "--", "---b", "--3", "-1", "--a b", "--a=b", "--a/b", "--a/--", 3, None]
)
def test_what_is_no_name_is_refused(name: Any) -> None:
    """Where it is written."""
    with pytest.raises(StoreError, match="is no name of an option"):
        Option("--good", name)


def test_an_option_without_names_is_refused() -> None:
    """It would say nothing."""
    with pytest.raises(StoreError, match="takes the names of an option"):
        Option()


def test_an_option_is_a_value() -> None:
    """Equal to another with the same names, hashable, frozen; it copies and pickles."""
    one = Option("-b", "--batch")
    assert one == Option("-b", "--batch") == copy.deepcopy(one) == pickle.loads(pickle.dumps(one))
    assert one != Option("-b")
    assert one != "-b"
    assert hash(one) == hash(Option("-b", "--batch"))
    assert repr(one) == "Option('-b', '--batch')"
    with pytest.raises(AttributeError):
        one.names = ()
    with pytest.raises(AttributeError):
        del one.names


class Loader(BaseModel):
    """A class whose fields have names of both kinds, which mean nothing to Pydantic."""

    batch: Annotated[int, Option("-b")] = 1
    workers: Annotated[int, typer.Option("-w", help="How many.")] = 2
    plain: int = 3


def test_a_description_has_the_names() -> None:
    """Of each field; values are validated as if there were none."""
    assert [field.names for field in describe_schema(Loader).fields] == [("-b",), ("-w",), ()]
    assert TypeAdapter(Annotated[int, Option("-b")]).validate_python("4") == 4
    assert Loader(batch=4, workers="5").workers == 5
