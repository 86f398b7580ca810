"""Progress of long work: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TextIO

_WIDTH = 30
_PLAIN_LINES = 4


class Progress:
    """Call it with (done, all). Says nothing for work that is done at once."""

    def __init__(self, what: str, of: str, out: TextIO | None = None) -> None:
        self._what, self._of = what, of
        self._out = out or sys.stderr
        self._bar = self._out.isatty()
        self._said = -1

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar and self._said >= 0:
            self._out.write("\n" if kind else "\r\x1b[K")
            self._out.flush()

    def __call__(self, done: int, everything: int) -> None:
        steps = _WIDTH if self._bar else _PLAIN_LINES
        step = done * steps // max(everything, 1)
        if step == self._said or (not self._bar and (step == 0 or everything < 2 * _WIDTH)):
            return
        self._said = step
        if self._bar:
            bar = "#" * step + "." * (_WIDTH - step)
            self._out.write(f"\r{self._what} [{bar}] {done:,} of {everything:,} {self._of}")
        else:
            self._out.write(f"{self._what}: {done:,} of {everything:,} {self._of}\n")
        self._out.flush()
