"""Load on a server: many connections that ask again as soon as they are answered. With wrk where there is one."""

from __future__ import annotations

import http.client
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from .servers import PATIENCE, Server, ServerError

MILLISECOND, MICROSECOND = 1e-3, 1e-6

_SCRIPT = """
local paths = { %s }
local at = 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency, requests)
  local failed = summary.errors
  io.write(string.format("figures %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), failed.connect + failed.read + failed.status + failed.timeout))
end
"""


@dataclass(frozen=True)
class Target:
    """What is asked for, in turn, and the status that each answer must have."""

    name: str
    server: Server
    paths: tuple[str, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Sample:
    """Requests per second; milliseconds that half and 95 of 100 requests took at most, and of processor for each.

    Processor time is the servers' own, so it says more than the rest on a machine that does other things as well.
    """

    rate: float
    p50: float
    p95: float
    processor: float


def tool() -> str:
    """The name of what makes the load."""
    return "wrk" if shutil.which("wrk") else "a script with threads"


def check(target: Target) -> None:
    """Ask for every path once, so that what is measured is what was meant. Raises ServerError."""
    for path in target.paths:
        status, _, _ = target.server.get(path, target.headers)
        if status != target.status:
            raise ServerError(f"{target.name}: {path} answered {status}, not {target.status}")


def interleaved(targets: Sequence[Target], rounds: int, seconds: float, connections: int) -> dict[str, Sample]:
    """The medians of some rounds for each target by name: A B C, A B C, so that all meet the same noise."""
    samples: dict[str, list[Sample]] = {target.name: [] for target in targets}
    for _ in range(rounds):
        for target in targets:
            samples[target.name].append(sample(target, seconds, connections))
    return {
        name: Sample(
            statistics.median(one.rate for one in own),
            statistics.median(one.p50 for one in own),
            statistics.median(one.p95 for one in own),
            statistics.median(one.processor for one in own),
        )
        for name, own in samples.items()
    }


def sample(target: Target, seconds: float, connections: int) -> Sample:
    """Load on one target for some seconds. Raises ServerError if any request failed."""
    make = _by_wrk if shutil.which("wrk") else _by_threads
    before = target.server.processor()
    requests, taken, p50, p95 = make(target, seconds, connections)
    processor = (target.server.processor() - before) / requests / MILLISECOND
    return Sample(requests / taken, p50 / MILLISECOND, p95 / MILLISECOND, processor)


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """The 50th and the 95th."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def _by_wrk(target: Target, seconds: float, connections: int) -> tuple[int, float, float, float]:
    """Requests, and in seconds: all, the 50th and the 95th."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        script.write(_SCRIPT % ", ".join(f'"{path}"' for path in target.paths))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", f"{PATIENCE}s"]
        for name, value in target.headers.items():
            command += ["-H", f"{name}: {value}"]
        command += ["-s", script.name, f"http://127.0.0.1:{target.server.port}"]
        told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + PATIENCE).stdout
    line = next(line for line in told.splitlines() if line.startswith("figures "))
    requests, duration, p50, p95, failed = (int(word) for word in line.split()[1:])
    if failed or not requests:
        raise ServerError(f"{target.name}: {failed} of {requests} requests failed")
    return requests, duration * MICROSECOND, p50 * MICROSECOND, p95 * MICROSECOND


def _by_threads(target: Target, seconds: float, connections: int) -> tuple[int, float, float, float]:
    """The same, by threads of this process, which takes much of a processor itself."""
    times: list[float] = []
    failed: list[int] = []
    end = time.perf_counter() + seconds

    def ask(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", target.server.port, timeout=PATIENCE)
        for path in islice(cycle(target.paths), first, None):
            started = time.perf_counter()
            if started >= end:
                break
            connection.request("GET", path, headers=dict(target.headers))
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - started)
            if answer.status != target.status:
                failed.append(answer.status)
        connection.close()

    started = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed or not times:
        raise ServerError(f"{target.name}: {len(failed)} of {len(times)} requests failed")
    return len(times), time.perf_counter() - started, *percentiles(times)
