"""What the authors of extensions test them with. Nothing here imports a test runner; its classes are pytest's style."""

from typedconf.testing.source_tests import SourceTests

__all__ = ["SourceTests"]
