"""Source: what a program hands over so that configs can be read from elsewhere than from folders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeAlias


class Source(Protocol):
    """Where configs come from that lie in no folder: a bucket, a database, a mapping.

    A name has ``/`` between its parts and no suffix, and never leads out. Each is asked for once per Composer, also
    where there is none, perhaps from several threads at a time. What a method raises becomes a ConfigError that names
    the source and the config; a failed call is made again when it is needed again.
    """

    def read(self, name: str, /) -> str | None:
        """The YAML text of the config ``name``, such as ``db/mysql``; None where there is none."""

    def names(self, group: str, /) -> Iterable[str]:
        """The options of ``group`` (the root's is ``""``), and its sub-groups with a closing ``/``; in any order.

        Each stands without its group and without a suffix: ``mysql``, not ``db/mysql.yaml``. Nothing where there is
        no such group.
        """


# Takes what follows ``s3://`` in an address and gives the Source there.
Opener: TypeAlias = Callable[[str], Source]
