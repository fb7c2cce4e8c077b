"""One compose in a process of its own, ``child.py (typedconf | hydra) FOLDER NAME``; prints its peak memory in KiB."""

from __future__ import annotations

import sys
from pathlib import Path


def by_typedconf(folder: str, name: str) -> object:
    """Composes and resolves."""
    import typedconf as tc

    return tc.plain(tc.Composer(folder).compose(name).config)


def by_hydra(folder: str, name: str) -> object:
    """Composes and resolves."""
    from hydra import compose, initialize_config_dir
    from omegaconf import OmegaConf

    with initialize_config_dir(config_dir=folder, version_base="1.3", job_name="benchmark"):
        return OmegaConf.to_container(compose(name), resolve=True)


def peak() -> int:
    """The most memory this process had: of Linux, since getrusage counts the parent's before the exec."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    _, library, *where = sys.argv
    kept = {"typedconf": by_typedconf, "hydra": by_hydra}[library](*where)
    sys.stdout.write(f"{peak()}\n")
