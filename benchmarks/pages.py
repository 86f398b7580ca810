"""The product over HTTP: pages, answers that nothing changed, searches; in turn with the peer."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from . import load
from .load import MILLISECOND, Sample, Target, percentiles
from .questions import Asked
from .servers import PATIENCE, Server, ServerError
from .stores import Pages

CONNECTIONS = 8
"""As many as the product's threads: two workers with four each."""
WARM_UP = 40
"""Requests to each path before anything counts, so that every worker has answered it."""


@dataclass(frozen=True)
class Scale:
    """How much is measured: rounds, seconds of load on each target in each, questions of a shape, publications."""

    rounds: int
    seconds: float
    questions: int
    publications: int


def targets(server: Server, reader: Mapping[str, str], pages: Pages, searches: Sequence[str]) -> list[Target]:
    """What is asked of a server, each checked and warmed up."""
    _, answered, _ = server.get(pages.typical, reader)
    known = {**reader, "If-None-Match": answered["ETag"]}
    found = [
        Target(f"{server.name}: page of middle size", server, (pages.typical,), reader),
        Target(f"{server.name}: largest page", server, (pages.largest,), reader),
        Target(f"{server.name}: 304 Not Modified", server, (pages.typical,), known, status=304),
        Target(f"{server.name}: search", server, tuple(searches), reader),
    ]
    for target in found:
        for _ in range(max(1, WARM_UP // len(target.paths))):
            load.check(target)
    return found


def sizes(found: Sequence[Target]) -> dict[str, int]:
    """Bytes of the answer to the first path of each target, by name."""
    return {one.name: len(one.server.get(one.paths[0], one.headers)[2].encode()) for one in found}


def rates(found: Sequence[Target], scale: Scale) -> dict[str, tuple[Sample, Sample]]:
    """By name: under as many connections as there are threads, and on one connection."""
    busy = load.interleaved(found, scale.rounds, scale.seconds, CONNECTIONS)
    alone = load.interleaved(found, scale.rounds, max(1, scale.seconds / 2), 1)
    return {one.name: (busy[one.name], alone[one.name]) for one in found}


def first_views(server: Server, reader: Mapping[str, str], paths: Sequence[str]) -> tuple[float, float]:
    """Milliseconds (50th and 95th) of pages that no worker has made yet."""
    return percentiles(_one_by_one(server, reader, paths))


def by_shape(
    server: Server, reader: Mapping[str, str], shapes: Mapping[str, Sequence[Asked]], path: Callable[[Asked], str]
) -> dict[str, tuple[float, float]]:
    """Milliseconds (50th and 95th) of whole search requests, one after the other, asked for the second time."""
    found: dict[str, tuple[float, float]] = {}
    for name, questions in shapes.items():
        # One connection stays with one worker, which meets the words in the first turn.
        paths = [path(one) for one in questions] * 2
        found[name] = percentiles(_one_by_one(server, reader, paths)[len(questions) :])
    return found


def suggestions(server: Server, reader: Mapping[str, str], words: Sequence[str]) -> tuple[float, float]:
    """Milliseconds (50th and 95th) of suggestions for the beginnings of words, names being in order already."""
    paths = [f"/api/v1/suggest?{urlencode({'q': word[:length]})}" for word in words for length in (2, 3, 4)]
    return percentiles(_one_by_one(server, reader, [paths[0], *paths])[1:])


def _one_by_one(server: Server, reader: Mapping[str, str], paths: Sequence[str]) -> list[float]:
    """Milliseconds of each request, over one connection that is kept."""
    taken: list[float] = []
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        for path in paths:
            started = time.perf_counter()
            connection.request("GET", path, headers=dict(reader))
            answer = connection.getresponse()
            answer.read()
            taken.append((time.perf_counter() - started) / MILLISECOND)
            if answer.status != http.client.OK:
                raise ServerError(f"{server.name}: {path} answered {answer.status}")
    finally:
        connection.close()
    return taken
