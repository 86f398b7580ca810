"""A terminal for tests of the command line: real arguments, streams, environment and exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from kb.cli import main
from tests.factories import write_pack

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class Shell:
    """A terminal with a data folder of its own.

    Most commands run in this process, with the real arguments, streams and environment: to start another takes a
    second or two. `process` starts one.
    """

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._patch = patch

    def kb(self, *arguments: str, told: str = "", **environ: str) -> Ran:
        """Run `kb` with the arguments, and `told` on its standard input."""
        out, err = StringIO(), StringIO()
        with self._patch.context() as world, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("KB_")]:
                world.delenv(name)
            for name, value in ({"KB_DATA": str(self.data)} | environ).items():
                world.setenv(name, value)
            world.setattr(sys, "stdin", StringIO(told))
            with pytest.raises(SystemExit) as ended:
                main(arguments)
        return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    def process(self, *arguments: str | bytes, told: str = "", **environ: str) -> Ran:
        """Run `kb` as a process of its own."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
        ran = subprocess.run(
            [sys.executable, "-c", "from kb.cli import main; main()", *arguments],
            input=told.encode(),
            capture_output=True,
            cwd=ROOT,
            env=inherited | {"KB_DATA": str(self.data)} | environ,
            timeout=120,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    def done(self, *arguments: str, told: str = "") -> str:
        """What a command that must succeed printed."""
        ran = self.kb(*arguments, told=told)
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
        return ran.stdout

    def refused(self, *arguments: str, told: str = "", **environ: str) -> str:
        """The one line of a command that must fail."""
        return one_line(self.kb(*arguments, told=told, **environ))

    def pack(self, *documents: object, name: str = "pack.jsonl") -> str:
        """The address of a pack with the documents."""
        return str(write_pack(self.folder / name, documents))  # type: ignore[arg-type]


def one_line(ran: Ran) -> str:
    """The one line in which a command refused."""
    assert ran.returncode == 1, ran.stderr
    assert ran.stderr.startswith("kb: "), ran.stderr
    assert ran.stderr.count("\n") == 1, ran.stderr
    return ran.stderr
