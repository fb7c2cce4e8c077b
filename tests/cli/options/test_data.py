"""The document of all options, which help prints as JSON too."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr

from typedconf import Composer
from typedconf.cli.flags import FLAGS
from typedconf.cli.options.data import options_document
from typedconf.cli.options.listing import list_options


class App(BaseModel):
    """A number and a secret."""

    lr: float = Field(default=0.1, description="How far a step goes.\n\nNot too far.")
    password: SecretStr = SecretStr("hunter2")


def test_an_option_has_all_that_is_known_of_it() -> None:
    """The same keys for each kind, in the same order."""
    document = options_document(list_options(App, Composer().compose(schema=App)))
    assert document[0] == {
        "name": "--lr",
        "key": "lr",
        "kind": "field",
        "type": "float",
        "default": 0.1,
        "choices": [],
        "required": False,
        "multiple": False,
        "secret": False,
        "doc": "How far a step goes.\n\nNot too far.",
        "panel": "App",
    }
    assert {tuple(entry) for entry in document} == {tuple(document[0])}
    assert (document[1]["default"], document[1]["secret"]) == ("???", True)


def test_the_flags_come_last() -> None:
    """Those that are there, each by its long name."""
    document = options_document(())
    assert [entry["name"] for entry in document] == [flag.name for flag in FLAGS if not flag.instead]
    assert {entry["kind"] for entry in document} == {"flag"}
