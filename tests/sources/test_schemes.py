"""A user's Source as a place of configs: what is asked of it, how often, and what becomes of what it does wrong."""

from __future__ import annotations

import pickle
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.errors import BoundExceeded, ConfigError, ConfigNotFound, DocumentError, Problem
from typedconf.sources import SearchPath, open_entry
from typedconf.sources.schemes import OpenedSource, Schemes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FILES = {"config": "defaults: [db: my]\n", "db/my": "# @package a.b\nx: 1\n", "db/cloud/one": "y: [1,\n  2]\n"}


class Bucket:
    """A Source over a mapping that counts what it is asked, as ``read db/my`` and ``names db``."""

    def __init__(self, files: Mapping[str, str] = FILES) -> None:
        self.files = files
        self.asked: Counter[str] = Counter()

    def read(self, name: str) -> str | None:
        """The text by its name."""
        self.asked[f"read {name}"] += 1
        return self.files.get(name)

    def names(self, group: str) -> Iterable[str]:
        """What lies directly in the group."""
        self.asked[f"names {group}"] += 1
        start = f"{group}/" if group else ""
        below = [name.removeprefix(start).partition("/") for name in self.files if name.startswith(start)]
        return {option + slash for option, slash, _ in below}


def opened(source: Any, address: str = "s3://bucket") -> OpenedSource:
    """The source as its address opens it."""
    return Schemes({"s3": lambda _: source}).open(address)


def giving(*, read: Any = None, names: Any = ()) -> OpenedSource:
    """A source that answers all alike; an exception is raised, a function called."""

    def answer(given: Any) -> Any:
        if isinstance(given, Exception):
            raise given
        return given() if callable(given) else given

    methods = {"read": lambda *_: answer(read), "names": lambda *_: answer(names)}
    return opened(type("Giving", (), methods)())


def refusal(call: Callable[[], object]) -> ConfigError:
    """The error that the call ends in."""
    with pytest.raises(ConfigError) as caught:
        call()
    return caught.value


# -- what it gives ------------------------------------------------------------------------------------------------


def test_a_config_is_read_by_its_name() -> None:
    """The text is a document as a file's is: header, tree and places."""
    document = opened(Bucket()).read("db/my")
    assert document is not None
    assert (document.tree, document.package, document.file) == ({"x": 1}, "a.b", "s3://bucket/db/my.yaml")
    assert str(document.origin(("x",))) == "s3://bucket/db/my.yaml:2:4"


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("s3://bucket", "s3://bucket/config.yaml"),
        ("s3://bucket/", "s3://bucket/config.yaml"),
        ("s3://", "s3://config.yaml"),
        ("s3://bucket/a?b", "s3://bucket/a?b/config.yaml"),
    ],
)
def test_messages_show_the_address(address: str, file: str) -> None:
    """The config's name follows the address."""
    document = opened(Bucket(), address).read("config")
    assert document is not None
    assert document.file == file


def test_what_opens_a_scheme_gets_the_rest() -> None:
    """All that follows ``://``, as it is written."""
    given = []

    def open_bucket(rest: str) -> Bucket:
        given.append(rest)
        return Bucket()

    schemes = Schemes({"s3": open_bucket})
    schemes.open("s3://bucket/a b://c/")
    assert given == ["bucket/a b://c/"]


@pytest.mark.parametrize(
    "name", ["nothing", "db", "db/nothing", "", "/config", "db//my", "db/", "./config", "../config", "a\\b", "a\0b"]
)
def test_what_is_not_there_is_none(name: str) -> None:
    """A name that no Source could have is not even asked for."""
    bucket = Bucket(FILES | {"": "x: 1\n", "/config": "x: 1\n", "../config": "x: 1\n"})
    assert opened(bucket).read(name) is None
    assert sum(bucket.asked.values()) == (name in {"nothing", "db", "db/nothing"})


@pytest.mark.parametrize("suffix", [".json", ".toml"])
def test_a_source_has_yaml_alone(suffix: str) -> None:
    """It isn't asked for a primary config of another kind."""
    bucket = Bucket()
    assert opened(bucket).read("config", suffix) is None
    assert bucket.asked == {}


def test_names_are_options_and_groups() -> None:
    """As the source lists them, from whatever iterable."""
    source = opened(Bucket())
    assert source.names("") == {"config", "db/"}
    assert source.names("db") == {"my", "cloud/"}
    assert source.names("nothing") == set()
    assert giving(names=lambda: (name for name in "ab")).names("") == {"a", "b"}


@pytest.mark.parametrize(
    ("group", "there"),
    [("db", True), ("db/cloud", True), ("db/my", False), ("config", False), ("lr", False), ("a/b", False), ("", False)],
)
def test_a_group_is_known_by_the_names_around_it(group: str, *, there: bool) -> None:
    """So the key of an override costs no question of its own."""
    bucket = Bucket()
    source = opened(bucket)
    assert source.has_group(group) is there
    assert f"names {group}" not in bucket.asked


def test_many_overrides_ask_once() -> None:
    """Of a hundred keys that are no groups, the source lists its root for the first."""
    bucket = Bucket()
    source = opened(bucket)
    assert not any(source.has_group(f"training.key{number}") for number in range(100))
    assert bucket.asked == {"names ": 1}


def test_another_case_of_the_name_is_told() -> None:
    """A missing config's report hints at it."""
    source = opened(Bucket())
    hints = [source.oddity(name) for name in ("db/MY", "db/my", "db/other", "Config")]
    assert hints == [": the case differs from my", "", "", ": the case differs from config"]


# -- how often it is asked ----------------------------------------------------------------------------------------


def test_each_name_is_read_once() -> None:
    """What is there, what isn't and what is no config are all remembered; so are the names of a group."""
    bucket = Bucket({"good": "x: 1\n", "wrong": "x: [\n", "db/my": ""})
    source = opened(bucket)
    first = source.read("good")
    for _ in range(3):
        assert source.read("good") is first
        assert source.read("nothing") is None
        assert str(refusal(lambda: source.read("wrong"))).startswith("no closing bracket")
        assert source.names("db") is source.names("db")
    assert bucket.asked == {"read good": 1, "read nothing": 1, "read wrong": 1, "names db": 1}


def test_what_failed_is_asked_again() -> None:
    """A network that was down is no answer to keep."""
    answers = iter([TimeoutError("slow"), "x: 1\n"])
    source = giving(read=lambda: _raised(next(answers)))
    refusal(lambda: source.read("config"))
    document = source.read("config")
    assert document is not None
    assert document.tree == {"x": 1}


def _raised(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer


def test_an_address_is_opened_once() -> None:
    """Every composition shares the source, and so what it has read."""
    schemes = Schemes({"s3": lambda _: Bucket()})
    assert schemes.open("s3://a") is schemes.open("s3://a")
    assert schemes.open("s3://a") is not schemes.open("s3://b")


def test_threads_share_one_answer() -> None:
    """Threads that want the same at the same moment wait for one read, and those that want another don't."""
    barrier, release = threading.Barrier(17), threading.Event()

    class Slow(Bucket):
        def read(self, name: str) -> str | None:
            if name == "config":
                assert release.wait(10)
            return super().read(name)

    bucket = Slow()
    source = opened(bucket)
    found: list[Any] = []

    def read() -> None:
        barrier.wait()
        found.append(source.read("config"))

    threads = [threading.Thread(target=read) for _ in range(16)]
    for thread in threads:
        thread.start()
    barrier.wait()
    assert source.read("db/my") is not None  # while the others wait
    release.set()
    for thread in threads:
        thread.join()
    assert (len(found), len({id(document) for document in found})) == (16, 1)
    assert bucket.asked == {"read config": 1, "read db/my": 1}


def test_threads_that_meet_a_failure_each_see_it() -> None:
    """A failed read is nobody's answer: each thread gets an error, and later ones may succeed."""
    barrier, count = threading.Barrier(8), iter(range(8))
    source = giving(read=lambda: _raised(OSError("down") if next(count, None) is not None else "x: 1\n"))
    seen: list[object] = []

    def read() -> None:
        barrier.wait()
        seen.append(type(refusal(lambda: source.read("config"))))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [DocumentError] * 8
    assert source.read("config") is not None


def test_a_source_may_read_through_itself() -> None:
    """One that composes its own config for its answer ends in an error instead of waiting for itself."""
    sources: list[OpenedSource] = []
    sources.append(giving(read=lambda: sources[0].read("config")))
    assert str(refusal(lambda: sources[0].read("config"))).startswith("s3://bucket/config.yaml cannot be read: s3://")


def test_ten_thousand_names_are_listed_once() -> None:
    """A large group is checked when it is listed, and only looked up afterwards."""
    bucket = Bucket({f"db/option{number}": f"x: {number}\n" for number in range(10_000)})
    search_path = SearchPath([open_entry("s3://b", trusted=True, sources=Schemes({"s3": lambda _: bucket}))], None)
    for number in range(0, 10_000, 100):
        assert f"option{number}" in search_path.names("db")
        found = search_path.find(f"db/option{number}")
        assert found is not None
        assert found.document is not None
        assert found.document.tree == {"x": number}
    assert (bucket.asked["names db"], sum(bucket.asked.values())) == (1, 101)
    problem = search_path.not_found("db/option10000", of="no option")
    assert problem.suggestion is not None
    assert problem.message.count("option") < 50


# -- what goes wrong ----------------------------------------------------------------------------------------------


class Wordless(Exception):
    """An exception whose text is an error itself."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


READS: dict[str, tuple[Any, str]] = {
    "an exception": (TimeoutError("slow"), "TimeoutError: slow"),
    "an exception without a text": (TimeoutError(), "TimeoutError"),
    "an exception whose text fails": (Wordless(), "Wordless"),
    "a KeyError": (KeyError("x"), "KeyError: 'x'"),
    "an error of the system": (FileNotFoundError(2, "gone"), "FileNotFoundError: [Errno 2] gone"),
    "an error of ours": (ConfigError(Problem("of its own")), "of its own"),
    "a text without end": (ValueError("x" * 5_000), "ValueError: " + "x" * 999 + "…"),
    "bytes": (b"x: 1\n", "its source gives a bytes, no text"),
    "a mapping": ({"x": 1}, "its source gives a dict, no text"),
    "a number": (3, "its source gives an int, no text"),
}


@pytest.mark.parametrize(("read", "reason"), READS.values(), ids=READS)
def test_a_read_that_fails_is_told(read: Any, reason: str) -> None:
    """Source and config are named, and the exception stands behind the error."""
    error = refusal(lambda: giving(read=read).read("db/my"))
    (problem,) = error.problems
    assert type(error) is DocumentError
    assert problem.message == f"s3://bucket/db/my.yaml cannot be read: {reason}"
    assert str(problem.origin) == "s3://bucket/db/my.yaml"
    assert error.__cause__ is (read if isinstance(read, Exception) else None)
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("x: 1\nx: 2\n", "s3://bucket/db/my.yaml:2:1", DocumentError),
        ("x: '\ud800'\n", "s3://bucket/db/my.yaml:1:5", DocumentError),
        ("--- 1\n--- 2\n", "s3://bucket/db/my.yaml:2:1", DocumentError),
        ("[" * 5_000, None, BoundExceeded),
    ],
    ids=["a key twice", "half a character", "two documents", "nested too deep"],
)
def test_a_text_that_is_no_config_is_told_each_time(text: str, place: str | None, kind: type[ConfigError]) -> None:
    """With its place, as of a file."""
    source = giving(read=text)
    first, second = refusal(lambda: source.read("db/my")), refusal(lambda: source.read("db/my"))
    assert type(first) is type(second) is kind
    assert first.problems == second.problems
    assert place is None or str(first.problems[0].origin) == place


LISTINGS: dict[str, tuple[Any, str]] = {
    "an exception": (OSError("down"), "s3://bucket cannot list the group db: OSError: down"),
    "an exception on the way": (
        lambda: (1 // number for number in (1, 0)),
        "s3://bucket cannot list the group db: ZeroDivisionError: integer division or modulo by zero",
    ),
    "None": (None, "s3://bucket cannot list the group db: TypeError: 'NoneType' object is not iterable"),
    "one text": ("my", "s3://bucket cannot list the group db: its source gives a str, no list of names"),
    "bytes": (b"my", "s3://bucket cannot list the group db: its source gives a bytes, no list of names"),
    "numbers": ([3], "s3://bucket lists an int in the group db, no text"),
    "names in bytes": ([b"my"], "s3://bucket lists a bytes in the group db, no text"),
    "a list": ([["my"]], "s3://bucket lists a list in the group db, no text"),
    "None among them": (["my", None], "s3://bucket lists None in the group db, no text"),
    "a suffix": (["my.yaml"], "s3://bucket lists 'my.yaml' in the group db; a name has no suffix"),
    "another suffix": (["my.yml"], "s3://bucket lists 'my.yml' in the group db; a name has no suffix"),
    "a parent": (["../../etc/passwd"], "s3://bucket lists '../../etc/passwd' in the group db, which leads out"),
    "the parent": ([".."], "s3://bucket lists '..' in the group db, which leads out"),
    "the parent as a group": (["../"], "s3://bucket lists '../' in the group db, which leads out"),
    "a backslash": (["..\\my"], "s3://bucket lists '..\\\\my' in the group db, which leads out"),
    "a null character": (["my\0"], "s3://bucket lists 'my\\x00' in the group db, which leads out"),
    "whole names": (["db/my"], "s3://bucket lists 'db/my' in the group db; a name stands without its group"),
    "from the root": (["/etc"], "s3://bucket lists '/etc' in the group db; a name stands without its group"),
    "nothing": ([""], "s3://bucket lists '' in the group db, which is no name"),
    "a slash": (["/"], "s3://bucket lists '/' in the group db, which is no name"),
    "itself": (["./"], "s3://bucket lists './' in the group db, which is no name"),
    "very long": (["../" * 99], "s3://bucket lists '" + ("../" * 33)[:98] + "… in the group db, which leads out"),
}


@pytest.mark.parametrize(("names", "message"), LISTINGS.values(), ids=LISTINGS)
def test_names_that_are_none_are_told(names: Any, message: str) -> None:
    """Whatever stands in a listing, the source and the group are named."""
    error = refusal(lambda: giving(names=names).names("db"))
    assert (type(error), error.problems[0].message) == (ConfigError, message)


def test_the_root_has_no_name() -> None:
    """Messages of the listing of all configs say so."""
    assert str(refusal(lambda: giving(names=OSError()).names(""))) == "s3://bucket cannot list its configs: OSError"
    assert str(refusal(lambda: giving(names=[1]).has_group("db"))) == "s3://bucket lists an int, no text"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_ends_the_program_ends_it(error: type[BaseException]) -> None:
    """Ctrl-C within a source is no error of the source, and leaves nothing locked."""
    answers = iter([error(), "x: 1\n"])

    def read() -> Any:
        answer = next(answers)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    source = giving(read=read)
    with pytest.raises(error):
        source.read("config")
    assert source.read("config") is not None


# -- schemes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "known", "message"),
    [
        ("s4://x", ["s3"], "no source of configs for s4:// in s4://x; file://, pkg:// and s3:// are known"),
        ("gcs://x", ["gs"], "no source of configs for gcs:// in gcs://x; file://, pkg:// and gs:// are known"),
        ("httsp://x", ["https"], "file://, pkg:// and https:// are known; did you mean https?"),
        ("S3://x", ["s3"], "file://, pkg:// and s3:// are known; did you mean s3?"),
        ("://x", ["s3"], "no source of configs for :// in ://x"),
    ],
)
def test_an_unknown_scheme_is_told_with_the_nearest(address: str, known: list[str], message: str) -> None:
    """The schemes that are known are listed."""
    schemes = Schemes(dict.fromkeys(known, lambda _: Bucket()))
    error = refusal(lambda: open_entry(address, trusted=True, sources=schemes))
    assert isinstance(error, ConfigNotFound)
    assert message in error.problems[0].message


@pytest.mark.parametrize("address", ["conf", "file://conf", "pkg://typedconf"])
def test_our_own_schemes_stay_folders(address: str) -> None:
    """A program's schemes change nothing about the others."""
    schemes = Schemes({"s3": lambda _: Bucket()})
    place = open_entry(address, trusted=True, sources=schemes)
    assert type(place.source).__name__ == "FolderSource"


@pytest.mark.parametrize("trusted", [True, False])
def test_a_place_is_trusted_by_who_names_it(*, trusted: bool) -> None:
    """The same source may be both: trust is the entry's."""
    schemes = Schemes({"s3": lambda _: Bucket()})
    place = open_entry("s3://b", trusted=trusted, sources=schemes)
    found = SearchPath([place], None, sources=schemes).find("config")
    assert found is not None
    assert (found.trusted, place.source) == (trusted, schemes.open("s3://b"))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (None, "None has no read and no names"),
        ({}, "a dict has no read and no names"),
        (Bucket, "it is the class Bucket, not an object of it"),
        (type("Half", (), {"read": lambda *_: None})(), "a Half has no names"),
        (type("Field", (), {"read": "x", "names": lambda *_: ()})(), "a Field has no read"),
    ],
    ids=["None", "a mapping", "a class", "half of one", "no method"],
)
def test_what_is_no_source_is_told(source: Any, message: str) -> None:
    """It is looked at when its address is opened."""
    error = refusal(lambda: opened(source))
    expected = f"what opens s3:// gives no source of configs for s3://bucket: {message}"
    assert (type(error), error.problems[0].message) == (ConfigError, expected)


def test_what_fails_to_open_is_told() -> None:
    """The address is named, and the exception stands behind the error."""

    def fail(rest: str) -> Bucket:
        raise PermissionError(f"no access to {rest}")

    error = refusal(lambda: Schemes({"s3": fail}).open("s3://bucket"))
    assert str(error) == "s3://bucket cannot be opened: PermissionError: no access to bucket"
    assert isinstance(error.__cause__, PermissionError)


@pytest.mark.parametrize(
    ("openers", "messages"),
    [
        ([Bucket], ["sources= takes a mapping of schemes to functions, not a list"]),
        ({"s3://": Bucket}, ["'s3://' in sources= is no scheme of an address; write 's3' for s3://"]),
        ({"": Bucket}, ["'' in sources= is no scheme of an address"]),
        ({3: Bucket}, ["an int in sources= is no scheme of an address"]),
        ({"a b": Bucket}, ["'a b' in sources= is no scheme of an address"]),
        ({"file": Bucket}, ["file:// is a scheme of typedconf's own; sources= needs another name"]),
        (
            {"s3": Bucket()},
            ["sources['s3'] is a Bucket; it takes a function that gives a source for what follows ://"],
        ),
        (
            {"pkg": Bucket, "3s": Bucket},
            [
                "pkg:// is a scheme of typedconf's own; sources= needs another name",
                "'3s' in sources= is no scheme of an address",
            ],
        ),
    ],
    ids=["a list", "an address", "nothing", "a number", "a blank", "our own", "a source", "two"],
)
def test_schemes_that_are_none_are_told_together(openers: Any, messages: list[str]) -> None:
    """What a program hands over is checked at once."""
    assert [problem.message for problem in refusal(lambda: Schemes(openers)).problems] == messages


@pytest.mark.parametrize("scheme", ["s3", "git+ssh", "a.b-c", "X"])
def test_a_scheme_is_what_an_address_has(scheme: str) -> None:
    """Letters, digits and the three signs that addresses know."""
    assert Schemes({scheme: lambda _: Bucket()}).open(f"{scheme}://x").read("config") is not None


# -- in another process -------------------------------------------------------------------------------------------


def test_a_source_stays_where_it_was_opened() -> None:
    """What pickles has no connection and no credentials; it says so where it is asked, and lists nothing."""
    source = opened(Bucket())
    source.read("config")
    travelled = pickle.loads(pickle.dumps(source))
    error = refusal(lambda: travelled.read("config"))
    assert error.problems[0].message == (
        "s3://bucket/config.yaml cannot be read: its source stayed in the process that opened it"
    )
    assert (travelled.names(""), travelled.has_group("db"), repr(travelled)) == (frozenset(), False, "s3://bucket")


def test_a_search_path_pickles_without_its_schemes() -> None:
    """Functions that open sources are often lambdas."""
    schemes = Schemes({"s3": lambda _: Bucket()})
    search_path = SearchPath([open_entry("s3://b", trusted=True, sources=schemes)], None, sources=schemes)
    assert repr(pickle.loads(pickle.dumps(search_path)).places[0].source) == "s3://b"
