"""What the type checkers must refuse where a code base uses its package of schemas, a line each; never run."""

# pyright: strict
# ruff: noqa: B018  an attribute that is not there is the point

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typedconf as tc
from tests.typing.schemas import App, store
from tests.typing.schemas.composing import composed, part
from tests.typing.schemas.models import Retry, Server
from tests.typing.schemas.program import serve
from tests.typing.schemas.registry import doubled
from tests.typing.schemas.targets import Processes, Threads
from tests.typing.schemas.unions import Memory, Redis

if TYPE_CHECKING:
    import concurrent.futures

    from tests.typing.schemas.records import Data, Images

app = tc.load(App, "conf/config.yaml", store=store)
composition = composed(Path("conf"))


def threads(node: tc.Target[concurrent.futures.ThreadPoolExecutor]) -> None:
    """Takes what builds a pool of threads alone."""
    raise NotImplementedError(node)


# -- parts ----------------------------------------------------------------------------------------------------------

app.sever  # type: ignore[attr-defined]
app.server.prot  # type: ignore[attr-defined]
app.server.certificate  # type: ignore[attr-defined]
app.server.retry.times  # type: ignore[union-attr]
app.server.token.lower()  # type: ignore[attr-defined]
app.data.width  # type: ignore[attr-defined]
app.labels["titel"]  # type: ignore[typeddict-item]
app.labels.title  # type: ignore[attr-defined]
app.pool.thread_name_prefix  # type: ignore[attr-defined]
app.rates.low.real.nothing  # type: ignore[attr-defined]
app.cache.host  # type: ignore[union-attr]
app.steps.root[0].than  # type: ignore[attr-defined]
app.site.pages[0].title  # type: ignore[attr-defined]
port: str = app.server.port  # type: ignore[assignment]
mode: int = app.server.mode  # type: ignore[assignment]
rate: float = app.steps.root[0].rate  # type: ignore[assignment]
cache: Redis = app.cache  # type: ignore[assignment]
images: Images = app.data  # type: ignore[assignment]
names: list[int] = app.site.tags  # type: ignore[assignment]
retries: dict[str, Server] = app.retries.parts if app.retries else {}  # type: ignore[assignment]
app.server.port = "80"  # type: ignore[assignment]
app.server.retry = Memory()  # type: ignore[assignment]
app.data.sizes = ["1"]  # type: ignore[list-item]

# -- targets --------------------------------------------------------------------------------------------------------

threads(Threads())
threads(Processes())  # type: ignore[arg-type]
threads(app.pool)  # type: ignore[arg-type]
threads(app.later)  # type: ignore[arg-type]

# -- the store ------------------------------------------------------------------------------------------------------

store.add(Server, "server/x")  # type: ignore[arg-type]
store.add("server/x", Server, pakage="x")  # type: ignore[call-arg]
store.add("server/x", Server, "x")  # type: ignore[call-arg]
store.add("server/x")  # type: ignore[call-arg]
store.group("server", Server())  # type: ignore[arg-type]
store.option(Server)  # type: ignore[arg-type]
store.instance()  # type: ignore[attr-defined]
doubled("2")  # type: ignore[arg-type]

# -- composing and running ------------------------------------------------------------------------------------------

tc.load(App, "conf/config.yaml", store=Server)  # type: ignore[arg-type]
tc.load(App, "conf/config.yaml", env_prefx="APP_")  # type: ignore[call-arg]
part(composition, Retry()).times  # type: ignore[arg-type]
data: Data = part(composition, Retry)  # type: ignore[assignment]
part(tc.Composer().compose(schema=Server), Retry)  # type: ignore[arg-type]
composed("conf", 3)  # type: ignore[arg-type]
serve(Server())  # type: ignore[call-overload]
serve.run("name=x").port  # type: ignore[attr-defined]
serve.compose().value.sever  # type: ignore[attr-defined]
