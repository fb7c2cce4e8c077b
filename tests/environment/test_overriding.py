"""What variables come to: overrides of groups and of values, warnings, errors that name the variable."""

from __future__ import annotations

import enum
import pickle
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, Literal, Optional, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, Secret, SecretBytes, SecretStr

from typedconf import BoundExceeded, Composer, ConfigError, Origin, Override, OverrideError, OverrideSyntaxError
from typedconf.environment import Variable, choices, read_variables, value_overrides
from typedconf.overrides import Operation
from typedconf.schema.rules import SchemaRules
from typedconf.trees import ABSENT, NO_RULES, Tree, find, parse_path

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

GROUPS: Final = {"": ["config", "db/", "optimizer/"], "db": ["mysql"], "optimizer": ["adam_series/"]}


class Color(enum.StrEnum):
    """An enum of texts."""

    RED = "red"


class Vit(BaseModel):
    """A member of a union."""

    kind: Literal["vit"]
    depth: int = 1


class Cnn(BaseModel):
    """Another."""

    kind: Literal["cnn"]
    width: int = 1


class Box(BaseModel, Generic[T]):
    """A generic model."""

    item: T


class Layer(BaseModel):
    """An item."""

    size: int = 1


class App(BaseModel):
    """The root schema."""

    name: str = "n"
    nick: str | None = "n"
    old: Optional[str] = "n"  # noqa: UP045  both spellings are read
    path: Path = Path()
    raw: bytes = b""
    word: SecretStr = SecretStr("")
    data: SecretBytes = SecretBytes(b"")
    pin: Secret[int] = Secret(0)
    token: Secret[str] = Secret("")
    color: Color = Color.RED
    price: Decimal = Decimal(0)
    wait: timedelta = timedelta()
    count: int = 0
    perhaps: int | None = 0
    rate: float = 0.0
    flag: bool = False
    either: int | str = 0
    mode: Literal["a", 1] = "a"
    tags: list[str] = []
    flags: list[bool] = []
    marks: Annotated[list[str | None], Field(max_length=3)] = []
    layers: list[Layer] = [Layer(), Layer()]
    servers: dict[str, Layer] = {}
    words: dict[str, str] = {}
    box: Box[str] = Box(item="")
    maybe: Box[str | None] = Box(item="")
    model: Annotated[Vit | Cnn, Field(discriminator="kind")] = Vit(kind="vit")
    loose: Any = None


RULES: Final = SchemaRules(App)


def names_of(group: str) -> list[str]:
    """The options of a group and its sub-groups."""
    return GROUPS.get(group, [])


def secret(name: str, text: str) -> Variable:
    """A variable as the secrets folder has it."""
    return Variable(name, tuple(name.split("__")), text, Origin("secret", f"s/{name}", text=name))


def in_file(name: str, text: str) -> Variable:
    """A variable as a dotenv file has it."""
    keys = tuple(name.removeprefix("APP_").split("__"))
    return Variable(name, keys, text, Origin("dotenv", ".env", 1, text=name))


def variables(environment: Mapping[str, str]) -> tuple[Variable, ...]:
    """The variables of an environment, their prefix left out."""
    return read_variables("APP_", {f"APP_{name}": text for name, text in environment.items()})


def overrides_of(*found: Variable, rules: Any = RULES, tree: Tree = None) -> list[Override]:
    """The overrides of values, where there is nothing to warn of."""
    overrides, warnings = value_overrides(found, rules, {} if tree is None else tree, names_of)
    assert warnings == []
    return overrides


def value_of(name: str, text: str) -> Any:
    """The value that a variable gives a key of App."""
    (override,) = overrides_of(*variables({name: text}))
    return override.value


def validated(environment: Mapping[str, str], *secrets: Variable) -> App:
    """The object that variables come to."""
    overrides = overrides_of(*secrets, *variables(environment))
    return Composer().compose(None, *overrides, schema=App).value


def refusal(*found: Variable, rules: Any = RULES, tree: Tree = None) -> ConfigError:
    """The error that variables end in."""
    with pytest.raises(ConfigError) as caught:
        value_overrides(found, rules, {} if tree is None else tree, names_of)
    return caught.value


# -- values -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        # only text fits: the characters as they are
        ("NAME", "007", "007"),
        ("NAME", "null", "null"),
        ("NAME", "true", "true"),
        ("NAME", "a,b", "a,b"),
        ("NAME", "choice(a,b)", "choice(a,b)"),
        ("NAME", "'quoted'", "'quoted'"),
        ("NAME", "[1, 2", "[1, 2"),
        ("NAME", " blanks ", " blanks "),
        ("NAME", "two\nlines", "two\nlines"),
        ("NAME", "append(x)", "append(x)"),
        ("NAME", "${count}", r"\${count}"),
        ("NAME", r"a\${x} ${y}", r"a\\\${x} \${y}"),
        ("NAME", r"a\\b", r"a\\b"),
        ("NAME", "", ""),
        ("NICK", "", ""),
        ("RAW", "", ""),
        ("WORD", "", ""),
        ("DATA", "", ""),
        ("TOKEN", "", ""),
        ("EITHER", "", ""),
        ("BOX__ITEM", "", ""),
        ("WORDS__A", "", ""),
        ("MARKS__0", "", ""),
        ("PATH", "a=b", "a=b"),
        ("RAW", "12", "12"),
        ("WORD", "${x}, y", r"\${x}, y"),
        ("TOKEN", "null", "null"),
        ("COLOR", "red", "red"),
        ("PRICE", "1.10", "1.10"),
        ("WORDS__A", "007", "007"),
        ("BOX__ITEM", "null", "null"),
        # null is none where there may be none
        ("NICK", "null", None),
        ("OLD", "NULL", None),
        ("MAYBE__ITEM", "null", None),
        ("MARKS__0", "null", None),
        ("PERHAPS", "null", None),
        ("COUNT", "null", None),
        ("EITHER", "null", "null"),
        ("MODE", "null", "null"),
        # elsewhere the text is that of a value
        ("COUNT", "1", 1),
        ("COUNT", "${rate}", "${rate}"),
        ("COUNT", "???", "???"),
        ("RATE", "1e-3", 1e-3),
        ("FLAG", "true", True),
        ("FLAG", "yes", "yes"),
        ("EITHER", "7", 7),
        ("TAGS", "[a, 007]", ["a", "007"]),
        ("FLAGS", "[true, no]", [True, "no"]),
        ("LAYERS", "[{size: 1}]", [{"size": 1}]),
        ("SERVERS", "{web: {size: 3}}", {"web": {"size": 3}}),
        ("MODEL", "cnn", "cnn"),
        ("LOOSE", "[1, {a: b}]", [1, {"a": b"b".decode()}]),
        ("LOOSE", "''", ""),
        ("LOOSE__A", "${count}", "${count}"),
    ],
)
def test_a_variable_is_read_as_its_type_has_it(name: str, text: str, value: Any) -> None:
    """Text as it is where only text fits, else what the same text means in an override."""
    tree = {"marks": ["x"]}
    (override,) = overrides_of(*variables({name: text}), tree=tree)
    assert override.value == value
    assert type(override.value) is type(value)


def test_what_variables_come_to() -> None:
    """The whole way: the object has what the variables say, interpolations and text as they are meant."""
    environment = {
        "NAME": "${count}",
        "count": "3",
        "RATE": "${count}",
        "TAGS": "[007, no]",
        "WAIT": "12:30:00",
        "LAYERS__1__SIZE": "5",
        "SERVERS__WEB__SIZE": "6",
        "MODEL": "cnn",
        "MODEL__WIDTH": "7",
        "LOOSE__Deep__Er": "[1]",
    }
    app = validated(environment, secret("word", "a,${b}\n"), secret("pin", "12"), secret("loose__key", "007"))
    assert app == App(
        name="${count}",
        count=3,
        rate=3.0,
        tags=["007", "no"],
        wait=timedelta(hours=12, minutes=30),
        layers=[Layer(), Layer(size=5)],
        servers={"web": Layer(size=6)},
        model=Cnn(kind="cnn", width=7),
        loose={"deep": {"er": [1]}, "key": "007"},
        word=SecretStr("a,${b}\n"),
        pin=Secret(12),
    )


@pytest.mark.parametrize(
    ("text", "merge", "value"),
    [("append(x)", "append", ["x"]), ("remove(x)", "remove", ["x"]), ("file(x.yaml)", "file", "x.yaml")],
)
def test_edits_are_values_of_overrides(text: str, merge: str, value: Any) -> None:
    """What an override may say of a list, a variable may."""
    (override,) = overrides_of(*variables({"TAGS": text}))
    assert (override.merge, override.value) == (merge, value)


def test_an_override_knows_its_variable() -> None:
    """Its origin is the variable, without a column; its text is the override that does the same."""
    (override,) = overrides_of(*variables({"COUNT": "3"}))
    assert override == Override("count=3", "count", None, Operation.CHANGE, 3, origin=override.origin)
    assert override.origin == Origin("environment", text="APP_COUNT")
    assert override.problem("wrong").origin == override.origin
    assert override.origin_of(()) == override.origin
    assert pickle.loads(pickle.dumps(override)) == override


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("NAME", "7", "name='7'"),
        ("NAME", "${x}", r"name='\${x}'"),
        ("COUNT", " 3", "count= 3"),
        ("LAYERS__1__SIZE", "3", "layers.1.size=3"),
        ("SERVERS__WEB__SIZE", "3", "++servers.web.size=3"),
        ("WORDS__A.B", "x", r"++words.a\.b=x"),
        ("WORD", "hunter2", "word=???"),
        ("PIN", "1234", "pin=1234"),
    ],
)
def test_the_text_of_an_override(name: str, text: str, written: str) -> None:
    """It parses to the same; where the characters of a secret are its value, it has none of them."""
    (override,) = overrides_of(*variables({name: text}))
    assert override.text == written


def test_without_a_schema_only_keys_of_the_tree_are_set() -> None:
    """Each text is that of a value, but a secret, which is text."""
    tree = {"db": {"host": "h", "port": 1, "password": "x"}, "l": [1, 2]}
    found = variables({"DB__HOST": "007", "DB__PORT": "2", "L__1": "null"})
    overrides = overrides_of(secret("db__password", "12,${x}"), *found, rules=NO_RULES, tree=tree)
    composed = Composer().compose(None, f"+db={Override.of('x', tree['db']).text[2:]}", "+l=[1,2]", *overrides)
    assert composed.tree == {"db": {"host": "007", "port": 2, "password": r"12,\${x}"}, "l": [1, None]}
    assert composed.config.select("db.password") == "12,${x}"


def test_lower_sources_come_first_and_nodes_before_what_is_below() -> None:
    """However the variables were listed; of one source and depth, in their order."""
    found = (
        secret("servers__web", "{size: 1}"),
        in_file("APP_SERVERS__WEB__SIZE", "2"),
        in_file("APP_SERVERS", "{web: {size: 3}}"),
        *variables({"SERVERS__WEB__SIZE": "4", "COUNT": "5", "RATE": "6"}),
    )
    assert [override.text for override in overrides_of(*found)] == [
        "++servers.web={size: 1}",
        "servers={web: {size: 3}}",
        "++servers.web.size=2",
        "count=5",
        "rate=6",
        "++servers.web.size=4",
    ]


# -- what is odd ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("COUNT", ""),
        ("PERHAPS", ""),
        ("FLAG", ""),
        ("PATH", ""),
        ("COLOR", ""),
        ("PIN", ""),
        ("PRICE", ""),
        ("MODE", ""),
        ("TAGS", ""),
        ("SERVERS", ""),
        ("LOOSE", "; '' is the empty text"),
        ("LOOSE__A", "; '' is the empty text"),
    ],
)
def test_an_empty_variable_is_no_value(name: str, hint: str) -> None:
    """It counts as not set, with a warning, where the empty text is none."""
    overrides, (warning,) = value_overrides(variables({name: ""}), RULES, {}, names_of)
    assert overrides == []
    assert warning.message == f"APP_{name} is empty and counts as not set{hint}"
    assert (warning.key, str(warning.origin)) == (name.lower().replace("__", "."), f"APP_{name}")


def test_unknown_names_are_warnings() -> None:
    """In the environment and in the secrets folder, with the nearest name and without their text."""
    found = (secret("serverz__web", "hunter2"), *variables({"CONUT": "hunter2", "SERVICE_HOST": "10.0.0.1"}))
    overrides, warnings = value_overrides(found, RULES, {}, names_of)
    assert overrides == []
    assert [(warning.message, warning.suggestion) for warning in warnings] == [
        ("the secret serverz__web names no key; did you mean servers?", "servers"),
        ("APP_CONUT names no key; did you mean APP_COUNT?", "APP_COUNT"),
        ("APP_SERVICE_HOST names no key; did you mean APP_SERVERS?", "APP_SERVERS"),
    ]
    assert "hunter2" not in repr(warnings)


def test_an_unknown_name_in_a_dotenv_file_is_an_error() -> None:
    """The file is the user's own: every such name is told."""
    error = refusal(in_file("APP_CONUT", "1"), in_file("APP_Q", "2"), in_file("APP_COUNT", "3"))
    assert type(error) is OverrideError
    assert [(problem.message, problem.origin) for problem in error.problems] == [
        ("APP_CONUT names no key; did you mean APP_COUNT?", Origin("dotenv", ".env", 1, text="APP_CONUT")),
        ("APP_Q names no key", Origin("dotenv", ".env", 1, text="APP_Q")),
    ]


def test_without_a_prefix_unknown_names_are_nothing() -> None:
    """The environment is full of them."""
    found = read_variables("", {"COUNT": "3", "HOSTNAME": "x"})
    assert [override.text for override in overrides_of(*found)] == ["count=3"]


def test_of_many_unknown_names_a_few_have_a_nearest() -> None:
    """Looking for the nearest of each would cost more than the rest."""
    _, warnings = value_overrides(variables({f"CONUT{number}": "" for number in range(5_000)}), RULES, {})
    assert len(warnings) == 5_000
    assert [warning.suggestion for warning in warnings].count("APP_COUNT") == 20


# -- what is wrong ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("COUNT", "count"), "count"),
        (("LAYERS__0__SIZE", "LAYERS__-2__SIZE"), "layers.0.size"),
        (("SERVERS__WEB__SIZE", "servers__web__Size"), "servers.web.size"),
    ],
)
def test_two_names_for_one_key(names: tuple[str, str], key: str) -> None:
    """Nobody can say which is meant, so both are named."""
    first, second = names
    error = refusal(*variables({first: "1", second: "2"}))
    (problem,) = error.problems
    assert problem.message == f"APP_{first} and APP_{second} both set {key}; only one of them can stand"
    assert (problem.key, problem.origin) == (key, Origin("environment", text=f"APP_{second}"))


def test_two_spellings_for_one_key() -> None:
    """An alias and the name are two names too."""

    class Aliased(BaseModel, populate_by_name=True):
        lr: float = Field(0.1, alias="rate")

    error = refusal(*variables({"LR": "1", "RATE": "2"}), rules=SchemaRules(Aliased))
    assert error.problems[0].message == "APP_LR and APP_RATE both set rate; only one of them can stand"


def test_two_sources_for_one_key_have_an_order() -> None:
    """The environment is stronger than the file, and that than the secrets folder."""
    found = (secret("name", "a"), in_file("APP_name", "b"), *variables({"NAME": "c"}))
    assert [override.value for override in overrides_of(*found)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("name", "text", "kind", "message"),
    [
        ("COUNT", "1,2", OverrideSyntaxError, "APP_COUNT is a sweep of several values, but a variable gives one"),
        ("COUNT", "range(1,3)", OverrideSyntaxError, "APP_COUNT is a sweep of several values"),
        ("COUNT", "[1", OverrideSyntaxError, "APP_COUNT is no value: no closing ']'"),
        ("COUNT", "a= b=1", OverrideSyntaxError, "APP_COUNT is no value: an '=' after a blank: "),
        ("LOOSE", "nope(1)", OverrideSyntaxError, "APP_LOOSE is no value: "),
        ("LOOSE", "[" * 300, BoundExceeded, "APP_LOOSE is no value: nested more than 200 levels deep"),
        ("NAME", "\udcff", OverrideSyntaxError, "APP_NAME is no text in UTF-8"),
        ("COUNT", "\udcff", OverrideSyntaxError, "APP_COUNT is no text in UTF-8"),
        ("LAYERS__2__SIZE", "1", OverrideError, "APP_LAYERS__2__SIZE: no item 2 in layers, a list of 2; "),
        ("HYDRA__SEARCHPATH", "[x]", OverrideError, "APP_HYDRA__SEARCHPATH: hydra.searchpath can be set in "),
    ],
)
def test_what_is_no_value_names_its_variable(name: str, text: str, kind: type[ConfigError], message: str) -> None:
    """In the message and as the origin."""
    error = refusal(*variables({name: text}), tree={"hydra": {"searchpath": []}})
    (problem,) = error.problems
    assert type(error) is kind
    assert problem.message.startswith(message)
    assert problem.origin == Origin("environment", text=f"APP_{name}")
    assert error.__context__ is None


def test_the_message_of_a_sweep() -> None:
    """It says how to write what was probably meant."""
    assert str(refusal(*variables({"LOOSE": "a,b"}))) == (
        "loose: APP_LOOSE is a sweep of several values, but a variable gives one\n"
        "for a list, write [a,b]; for a text, 'a,b' with the quotes\n"
        "  variable     APP_LOOSE"
    )


@pytest.mark.parametrize(
    "found", [secret("count", "hunter2,x"), secret("count", "[hunter2"), in_file("APP_PIN", "[hunter2")]
)
def test_what_is_wrong_with_a_secret_is_told_without_it(found: Variable) -> None:
    """What comes from the secrets folder, and what a secret field would get."""
    error = refusal(found)
    assert "hunter2" not in f"{error}{error.problems!r}{error.to_json()}"
    assert error.problems[0].value == "???"


def test_all_that_is_wrong_is_told_together() -> None:
    """One error for all variables."""
    error = refusal(*variables({"COUNT": "1,2", "RATE": "[", "FLAG": "true", "LAYERS__9": "1"}))
    assert [problem.key for problem in error.problems] == ["count", "rate", "layers"]


_NAMES: Final = st.lists(
    st.sampled_from(["", *App.model_fields, "0", "-1", "9", "A", "é", "x.y", "[", "size", "WEB", "item", "kind", "db"]),
    min_size=1,
    max_size=4,
).map("__".join)
_TEXTS: Final = st.text(st.sampled_from("ab01 ,=:.'\"\\${}[]()?+~\n\udcff"), max_size=8)


@given(st.dictionaries(_NAMES, _TEXTS, max_size=6), st.sampled_from(["", "APP_"]))
def test_whatever_is_there_ends_in_a_config_or_an_error(found: dict[str, str], prefix: str) -> None:
    """Nobody chooses what an environment holds: no name and no text is more than a problem."""
    try:
        chosen = choices(read_variables(prefix, {prefix + name: text for name, text in found.items()}), names_of)
        overrides, _ = value_overrides(chosen.rest, RULES, {}, names_of)
        composition = Composer().compose(None, *overrides, schema=App)
    except ConfigError:
        return
    assert all(problem.message for problem in composition.problems)
    assert [override.path for override in overrides] == [parse_path(override.key) for override in overrides]


@given(st.dictionaries(_NAMES, _TEXTS, max_size=6))
def test_without_a_schema_too(found: dict[str, str]) -> None:
    """Whatever the tree holds, in the secrets folder as well."""
    tree = {"layers": [{"size": 1}, "${x}"], "words": {1: {None: 2}}, "loose": "???", "db": None}
    try:
        overrides, _ = value_overrides([secret(*item) for item in found.items()], NO_RULES, tree, names_of)
        overrides += value_overrides(variables(found), NO_RULES, tree, names_of)[0]
    except ConfigError:
        return
    for override in overrides:
        assert find(tree, override.path[:-1]) is not ABSENT


# -- groups -----------------------------------------------------------------------------------------------------


def test_a_variable_chooses_an_option() -> None:
    """One that names a group; the others are left for values."""
    found = variables({"DB": "postgres", "OPTIMIZER__ADAM_SERIES": "adam", "DB__HOST": "x", "COUNT": "1"})
    chosen = choices(found, names_of)
    assert [override.text for override in chosen.overrides] == ["db=postgres", "optimizer/adam_series=adam"]
    assert [str(override.origin) for override in chosen.overrides] == ["APP_DB", "APP_OPTIMIZER__ADAM_SERIES"]
    assert [variable.name for variable in chosen.rest] == ["APP_DB__HOST", "APP_COUNT"]
    assert chosen.warnings == ()


@pytest.mark.parametrize(
    ("text", "value", "raw"),
    [("mysql", "mysql", "mysql"), ("null", None, "null"), ("010", "010", "010"), ("1.10", 1.1, "1.10")],
)
def test_an_option_is_written_as_in_an_override(text: str, value: Any, raw: str) -> None:
    """Null deselects; the name of an option that looks like a number is found as it was written."""
    (override,) = choices(variables({"DB": text}), names_of).overrides
    assert (override.value, override.raw()) == (value, raw)


@pytest.mark.parametrize("text", ["{host: x}", "append(x)"])
def test_a_mapping_or_an_edit_is_a_value(text: str) -> None:
    """As on the command line, whatever has the name of the group."""
    found = variables({"DB": text})
    assert choices(found, names_of) == ((), (), found)


def test_an_empty_choice_is_none() -> None:
    """With a warning."""
    chosen = choices(variables({"DB": ""}), names_of)
    assert (chosen.overrides, chosen.rest) == ((), ())
    assert [warning.message for warning in chosen.warnings] == ["APP_DB is empty and counts as not set"]


def test_a_secret_chooses_nothing() -> None:
    """The name of an option is shown everywhere, and a secret nowhere."""
    chosen = choices([secret("db", "hunter2"), secret("db__password", "x")], names_of)
    assert chosen.overrides == ()
    assert [variable.name for variable in chosen.rest] == ["db__password"]
    assert [warning.message for warning in chosen.warnings] == [
        "the secret db chooses no option of the group db: the names of options are shown"
    ]


def test_what_is_no_choice() -> None:
    """Sweeps, two names for one group, what is no value: all are told together."""
    found = variables({"DB": "a,b", "db": "mysql", "OPTIMIZER": "[x"})
    with pytest.raises(ConfigError) as caught:
        choices(found, names_of)
    assert [problem.message.partition("\n")[0] for problem in caught.value.problems] == [
        "APP_DB is a sweep of several values, but a variable gives one",
        "APP_DB and APP_db both set db; only one of them can stand",
        "APP_OPTIMIZER is no value: no closing ']'",
    ]


def test_the_file_and_the_environment_may_choose_both() -> None:
    """The stronger one comes last."""
    chosen = choices([in_file("APP_DB", "mysql"), *variables({"DB": "postgres"})], names_of)
    assert [override.text for override in chosen.overrides] == ["db=mysql", "db=postgres"]
