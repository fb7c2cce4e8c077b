"""Defaults lists go in, layers come out: which configs a composition consists of, where each is placed, in which order.

``entries`` reads one defaults list, ``placing`` says what an entry comes to where it stands, ``selection`` holds what
overrides choose, ``expansion`` follows the lists, ``tracing`` shows how.
"""

from typedconf.defaults.entries import Library, Listing
from typedconf.defaults.expansion import expand
from typedconf.defaults.selection import Selection

__all__ = ["Library", "Listing", "Selection", "expand"]
