"""Many threads compose at once, on one Composer and on many, and each gets its own right answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import typedconf as tc

if TYPE_CHECKING:
    from pathlib import Path

THREADS: Final = 8
ROUNDS: Final = 40


def write_tree(folder: Path, name: str) -> None:
    """A small tree whose values tell which it is."""
    (folder / "db").mkdir(parents=True)
    (folder / "config.yaml").write_text(
        f"defaults: [db: my, _self_]\nname: {name}\nboth: ${{name}}-${{db.port}}\nn: 0\n", encoding="utf-8"
    )
    (folder / "db" / "my.yaml").write_text("port: 1\nurl: ${name}:${.port}\n", encoding="utf-8")
    (folder / "db" / "pg.yaml").write_text("port: 2\nurl: ${name}:${.port}\n", encoding="utf-8")


def composed(composer: tc.Composer, name: str, number: int) -> bool:
    """Whether one composition, among those of other threads, is what it would be alone."""
    option, port = (("my", 1), ("pg", 2))[number % 2]
    composition = composer.compose("config", f"db={option}", f"n={number}")
    expected = {"db": {"port": port, "url": f"{name}:{port}"}, "name": name, "both": f"{name}-{port}", "n": number}
    return bool(tc.plain(composition.config) == expected and composition.choices == {"db": option})


def test_threads_share_one_composer(tmp_path: Path) -> None:
    """Compositions of one Composer don't meet."""
    write_tree(tmp_path / "a", "a")
    composer = tc.Composer(tmp_path / "a")
    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(lambda number: composed(composer, "a", number), range(THREADS * ROUNDS)))


def test_threads_have_composers_of_their_own(tmp_path: Path) -> None:
    """Composers of different trees don't meet."""
    for number in range(THREADS):
        write_tree(tmp_path / str(number), f"t{number}")

    def work(number: int) -> bool:
        composer = tc.Composer(tmp_path / str(number))
        return all(composed(composer, f"t{number}", turn) for turn in range(ROUNDS))

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(work, range(THREADS)))


def test_threads_read_one_composition(tmp_path: Path) -> None:
    """A composition is resolved once, whichever thread comes first."""
    write_tree(tmp_path / "a", "a")
    composition = tc.Composer(tmp_path / "a").compose("config")
    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(lambda _: composition.config.both, range(THREADS * ROUNDS))) == {"a-1"}


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """A Composer keeps what it read only as long as the file is the same."""
    write_tree(tmp_path / "a", "a")
    composer = tc.Composer(tmp_path / "a")
    first = composer.compose("config")
    (tmp_path / "a" / "db" / "my.yaml").write_text("port: 11\nurl: x\n", encoding="utf-8")
    assert first.stale()
    second = composer.compose("config")
    assert (first.config.db.port, second.config.db.port) == (1, 11)
    assert not second.stale()
