"""The starter content, published and indexed once for the whole run."""

from tests.content.conftest import index, library

__all__ = ["index", "library"]
