"""A request that stays in memory: what is uploaded never reaches a temporary file."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from flask import Request


class MemoryRequest(Request):
    """A request whose files are kept in memory; `MAX_CONTENT_LENGTH` bounds them all together."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BytesIO()
