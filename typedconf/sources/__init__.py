"""The name of a config goes in, a Document comes out: folders, packages, the store, others, and our own ``hydra/``."""

from typedconf.sources.search_path import Found, Place, SearchPath, open_entry, open_extensions

__all__ = ["Found", "Place", "SearchPath", "open_entry", "open_extensions"]
