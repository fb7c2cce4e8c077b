"""A program with groups, a store, plugins, aliases, secrets and a target that nobody could import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "conf/config.yaml": "# What trains.\n"
    "defaults:\n"
    "  - db: mysql\n"
    "  - optimizer: adamw\n"
    "  - optional extra: none\n"
    "  - cache: null\n"
    "  - _self_\n"
    "hydra:\n"
    "  aliases:\n"
    "    pw: db.password=hunter22\n"
    "    lr,rate: optimizer.lr\n"
    "  searchpath: [file://more, pkg://nowhere]\n"
    "task: ${name}\n"
    "name: a\n",
    "conf/db/mysql.yaml": "# @package db\n"
    "# A server for many.\n"
    "# It needs an account.\n"
    "\n"
    "# The port.\n"
    "port: 3306\n"
    "password: hunter22\n",
    "conf/db/sqlite.yaml": "port: 0\n",
    "conf/cache/ram.yaml": "# Lost with the process.\nsize: 1\n",
    "more/db/oracle.yaml": "# Another server.\nport: 1521\n",
    "plug/conf/db/plugged.yaml": "port: 2\n",
    "plug.py": "import os\n"
    "import typedconf as tc\n"
    "from typedconf.sources.plugins import Plugin\n"
    "store = tc.ConfigStore()\n"
    "store.add('db/stored', {'port': 3})\n"
    "def plugin():\n"
    "    return Plugin(search_path=[os.path.abspath('plug/conf')], store=store)\n",
    "plug-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: plug\nVersion: 1.0\n",
    "plug-1.0.dist-info/entry_points.txt": "[typedconf.plugins]\nfirst = plug:plugin\n",
    "train.py": """\
from __future__ import annotations

import sys

import typedconf as tc
from pydantic import BaseModel, SecretStr


class AdamW(tc.Target["nowhere.AdamW"]):
    \"\"\"Adam with decoupled weight decay.

    It is for transformers.
    \"\"\"

    lr: float = 1e-3


class Db(BaseModel):
    port: int
    password: SecretStr = SecretStr("hunter2")


class App(BaseModel):
    task: str
    name: str
    db: Db
    optimizer: AdamW


store = tc.ConfigStore()
store.add("optimizer/adamw", AdamW)
store.group("db", Db)


@tc.main("conf", "config", store=store, plugins="plugged" in sys.argv[0])
def train(cfg: App) -> None:
    raise SystemExit("the task ran")


if __name__ == "__main__":
    train()
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a program ``train.py`` and its configs; as ``plugged.py`` it asks for plugins."""
    for name, text in (*FILES.items(), ("plugged.py", FILES["train.py"])):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path
