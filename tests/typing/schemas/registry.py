"""The store: classes, instances and mappings as options, schemas of groups, a resolver."""

from __future__ import annotations

import typedconf as tc
from tests.typing.schemas.models import Server
from tests.typing.schemas.records import Data, Images
from tests.typing.schemas.targets import Processes, Threads

store = tc.ConfigStore()
store.group("server", Server)
store.group("data", Data)
store.add("server/local", Server(port=8080))
store.add("server/public", {"host": "example.org"})
store.add("data/images", Images)
store.add("pool/threads", Threads)
store.add("pool/processes", Processes, package="pool")


@store.option("server/tls")
class Tls(Server):
    """An option that is registered where it is written."""

    certificate: str = "tls.pem"


@store.resolver("doubled")
def doubled(number: int) -> int:
    """Twice as much."""
    return 2 * number
