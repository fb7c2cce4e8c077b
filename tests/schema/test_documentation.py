"""What an author wrote about a class and its fields is found, wherever it was written."""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import pydantic.dataclasses
import pytest
from pydantic import BaseModel, ConfigDict, Field, create_model
from typing_extensions import Doc, TypedDict

from typedconf.schema.classes import describe
from typedconf.schema.documentation import Documentation, first_paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Told(BaseModel):
    """A model that is documented in every way.

    This paragraph
        keeps its indentation.
    """

    described: int = Field(1, description="By a description.")
    dedented: int = Field(1, description="\n        First.\n\n          Indented.\n        ")
    annotated: Annotated[int, Field(description="By a field in its type.")] = 1
    documented: Annotated[int, Doc("By a Doc.")] = 1
    twice: Annotated[Annotated[int, Doc("Within.")], Doc("Without.")] = 1
    below: int = 1
    """By a string below it.

    With more
        to say.
    """
    required: int
    "One line, one quote."
    both: int = Field(1, description="The description.")
    """The string."""
    empty: int = Field(1, description=" ")
    """What counts where the description is empty."""
    plain: int = 1
    number: int = 2
    3  # noqa: B018  a constant that is no text
    joined: int = 4
    f"{1} is no docstring"
    blank: int = 5
    "  "
    __mangled: int = 6
    _private: int = 5
    """Of nobody's concern."""


class Child(Told):  # noqa: D101  it has none
    below: int = 2
    own: int = 3
    """The child's own."""


class Off(BaseModel):
    """Strings below fields are turned off."""

    model_config = ConfigDict(use_attribute_docstrings=False)
    field: int = 1
    """Not to be read."""
    described: int = Field(2, description="Still read.")


class On(BaseModel):
    """Pydantic reads strings below fields."""

    model_config = ConfigDict(use_attribute_docstrings=True)
    field: int = 1
    """Read by Pydantic itself."""


class Pair(BaseModel, Generic[T]):
    """Two of a kind."""

    first: T
    """The first of them."""


@dataclasses.dataclass
class Data:  # noqa: D101  it has none
    x: int = 1
    """Of a dataclass."""


@dataclasses.dataclass
class ToldData:
    """ToldData(x) is no signature of it, since more follows."""

    x: int = 1


@pydantic.dataclasses.dataclass
class PydanticData:  # noqa: D101  it has none
    x: int = 1
    """Of Pydantic's dataclass."""


class Keys(TypedDict):
    """Of a TypedDict."""

    a: int
    """The a."""


class MoreKeys(Keys, total=False):  # noqa: D101  it has none
    b: int
    """The b."""


class Box(TypedDict, Generic[T]):
    """A generic TypedDict."""

    item: T
    """What is in it."""


class IntBox(Box[int]):
    """One that extends it."""

    more: int


class Outer:
    """A class around another."""

    class Inner(BaseModel):
        """A class in a class."""

        field: int = 1
        """Of a class in a class."""


if sys.version_info:

    class Conditional(BaseModel):
        """A class under a condition."""

        field: int = 1
        """Of a class under a condition."""


def make(kind: str) -> Any:
    """Two classes of one name."""
    if kind == "first":

        class Local(BaseModel):
            one: int = 1
            """Of the first."""

        return Local

    class Local(BaseModel):  # type: ignore[no-redef]
        two: int = 1
        """Of the second."""

    return Local


class Again(BaseModel):
    """A class that is made anew."""

    field: int = 1
    """Of the former."""


class Again(BaseModel):  # type: ignore[no-redef]  # noqa: F811  as cells of a notebook do
    """A class that is made anew."""

    field: int = 1
    """Of the latter."""


def doc(cls: Any, name: str) -> str | None:
    """What is found about one field."""
    return Documentation().of_field(cls, name, describe(cls).fields[name].info)


@pytest.mark.parametrize(
    ("cls", "name", "expected"),
    [
        (Told, "described", "By a description."),
        (Told, "dedented", "First.\n\n  Indented."),
        (Told, "annotated", "By a field in its type."),
        (Told, "documented", "By a Doc."),
        (Told, "twice", "Without."),
        (Told, "below", "By a string below it.\n\nWith more\n    to say."),
        (Told, "required", "One line, one quote."),
        (Told, "both", "The description."),
        (Told, "empty", "What counts where the description is empty."),
        (Told, "plain", None),
        (Told, "number", None),
        (Told, "joined", None),
        (Told, "blank", None),
        (Child, "required", "One line, one quote."),
        (Child, "below", None),
        (Child, "own", "The child's own."),
        (Off, "field", None),
        (Off, "described", "Still read."),
        (On, "field", "Read by Pydantic itself."),
        (Pair[int], "first", "The first of them."),
        (Data, "x", "Of a dataclass."),
        (PydanticData, "x", "Of Pydantic's dataclass."),
        (Keys, "a", "The a."),
        (MoreKeys, "a", "The a."),
        (MoreKeys, "b", "The b."),
        (IntBox, "item", "What is in it."),
        (Outer.Inner, "field", "Of a class in a class."),
        (Conditional, "field", "Of a class under a condition."),
        (Again, "field", "Of the latter."),
        (make("first"), "one", "Of the first."),
        (make("second"), "two", "Of the second."),
        (create_model("Made", field=(int, 1)), "field", None),
        (create_model("Made", field=(int, Field(1, description="Made up."))), "field", "Made up."),
    ],
)
def test_fields_are_documented(cls: Any, name: str, expected: str | None) -> None:
    """A description, a Doc or a string below the field documents it, in the class that declares it."""
    assert doc(cls, name) == expected


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (Told, "A model that is documented in every way.\n\nThis paragraph\n    keeps its indentation."),
        (Child, None),
        (Pair[int], "Two of a kind."),
        (Data, None),
        (ToldData, "ToldData(x) is no signature of it, since more follows."),
        (PydanticData, None),
        (Keys, "Of a TypedDict."),
        (MoreKeys, None),
        (create_model("Made"), None),
        (create_model("Made", __doc__="Made up."), "Made up."),
        (type("Spaces", (BaseModel,), {"__doc__": "  \n ", "__module__": __name__}), None),
    ],
)
def test_classes_are_documented_by_themselves(cls: type, expected: str | None) -> None:
    """A class has its own docstring; neither one of a base, nor the signature that a dataclass makes of itself."""
    assert Documentation().of_class(cls) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ("", None),
        ("One.", "One."),
        ("One,\nwith a second line.\n\nTwo.", "One, with a second line."),
        ("\n  One,\n  indented.\n   \n  Two.", "One, indented."),
    ],
)
def test_the_first_paragraph_is_one_line(text: str | None, expected: str | None) -> None:
    """The first paragraph ends at an empty line, and its own lines are joined."""
    assert first_paragraph(text) == expected


SOURCE = '''
from pydantic import BaseModel

class Model(BaseModel):
    field: int = 1
    """Of a file."""
'''


@pytest.fixture
def module(tmp_path: Path) -> Iterator[types.ModuleType]:
    """A module that has been imported from a file."""
    (tmp_path / "of_a_file.py").write_text(SOURCE)
    yield load("of_a_file", str(tmp_path))
    del sys.modules["of_a_file"]


def load(name: str, entry: str) -> types.ModuleType:
    """Imports a module from an entry of the path."""
    sys.path.insert(0, entry)
    try:
        return __import__(name)
    finally:
        sys.path.remove(entry)


def test_source_is_read_from_the_file(module: types.ModuleType) -> None:
    """A module's file is where its classes are looked up."""
    assert doc(module.Model, "field") == "Of a file."


@pytest.mark.parametrize(
    "changed",
    [
        "",
        "class Model(",
        "class Other:\n    field: int\n    'Of another class.'\n",
        "class Model:\n    field: int\n    'Of another class.'\n    more: int\n",
        "Model = 1\n\0",
        "class Model:\n    x = " + "(" * 500 + ")" * 500 + "\n",
        f"{SOURCE}{'#' * 2_000_000}",
        None,
    ],
    ids=["empty", "broken", "gone", "another", "null", "nested", "huge", "deleted"],
)
def test_source_that_tells_nothing(module: types.ModuleType, changed: str | None) -> None:
    """A file that is gone, can't be read, is huge, or has another class of this name says nothing, and is no error."""
    file = Path(str(module.__file__))
    if changed is None:
        file.unlink()
    else:
        file.write_text(changed)
    assert doc(module.Model, "field") is None


def test_source_in_an_archive(tmp_path: Path) -> None:
    """A module in a zip file is read through its loader."""
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("in_an_archive.py", SOURCE)
    module = load("in_an_archive", str(archive))
    assert doc(module.Model, "field") == "Of a file."
    del sys.modules["in_an_archive"]


@pytest.mark.parametrize("name", ["__main__", "no_such_module", __name__, "builtins"])
def test_code_without_source(name: str) -> None:
    """A class that was made from a text, as in a session or a notebook, has no strings below its fields."""
    namespace: dict[str, Any] = {"__name__": name}
    exec(SOURCE, namespace)  # noqa: S102  as notebooks and sessions do
    assert doc(namespace["Model"], "field") is None


def test_a_file_is_parsed_once(module: types.ModuleType) -> None:
    """What was found in a file stays found, though the file changes."""
    documentation = Documentation()
    info = module.Model.model_fields["field"]
    assert documentation.of_field(module.Model, "field", info) == "Of a file."
    Path(str(module.__file__)).unlink()
    assert documentation.of_field(module.Model, "field", info) == "Of a file."
    assert documentation.attributes(module.Model) is documentation.attributes(module.Model)
    assert documentation._classes("of_a_file") is documentation._classes("of_a_file")


def test_a_file_that_warns_does_so_once(tmp_path: Path) -> None:
    """What Python has to say of a file it says when the file is imported, not again here."""
    (tmp_path / "that_warns.py").write_text(SOURCE + "\ntext = '\\d'\n")
    with pytest.warns((DeprecationWarning, SyntaxWarning)):
        module = load("that_warns", str(tmp_path))
    assert doc(module.Model, "field") == "Of a file."
    del sys.modules["that_warns"]


def test_a_doc_of_a_dataclass_field() -> None:
    """Newer dataclasses take a ``doc`` for a field, which counts as a description."""
    info = describe(Data).fields["x"].info
    field = types.SimpleNamespace(doc="By its doc.")
    cls = typing.cast("type", types.SimpleNamespace(__dataclass_fields__={"x": field}))
    assert Documentation().of_field(cls, "x", info) == "By its doc."


def test_a_declaration_names_its_class_and_its_annotation() -> None:
    """The class in whose body a field stands is found, with the annotation as it stands there."""
    documentation = Documentation()
    assert documentation.declaration(Child, "required") == (Told, "int")
    assert documentation.declaration(Child, "below") == (Child, "int")
    assert documentation.declaration(Pair[int], "first") == (Pair, "T")
    assert documentation.declaration(Child, "nothing") is None
