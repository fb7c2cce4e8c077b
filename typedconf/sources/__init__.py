"""The name of a config goes in, a Document comes out: folders, packages, the store and our own ``hydra/`` tree."""

from typedconf.sources.search_path import Found, SearchPath, open_entry

__all__ = ["Found", "SearchPath", "open_entry"]
