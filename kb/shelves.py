"""Short memories: things by key within a limit, and the thing of the last state. Safe between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar, cast

Thing = TypeVar("Thing")
Key = TypeVar("Key", bound=Hashable)


class Shelf:
    """Things by key, the longest unused dropped when all together pass a limit. Safe between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable, make: Callable[[], Thing], size: Callable[[Thing], int]) -> Thing:
        """What is kept under the key, or what `make` gives. `make` may run twice; it gives equal things."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("Thing", self._kept[key][0])
        made = make()
        weight = size(made)
        with self._lock:
            if key not in self._kept and weight <= self._limit // 4:
                self._kept[key] = (made, weight)
                self._size += weight
            while self._size > self._limit:
                self._size -= self._kept.popitem(last=False)[1][1]
        return made

    def many(self, keys: Collection[Key], make: Callable[[Sequence[Key]], Mapping[Key, Thing]]) -> dict[Key, Thing]:
        """What is kept under the keys, and what `make` gives for the others (each weighs 1; it may leave some out)."""
        with self._lock:
            found = {key: cast("Thing", self._kept[key][0]) for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = [key for key in keys if key not in found]
        made = make(missing) if missing else {}
        with self._lock:
            for key, thing in made.items():
                if key not in self._kept:
                    self._kept[key] = (thing, 1)
                    self._size += 1
            while self._size > self._limit:
                self._size -= self._kept.popitem(last=False)[1][1]
        return found | dict(made)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0


class Latest(Generic[Thing]):
    """The thing of the last state that was asked for, kept until another is. Safe between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[Hashable, Thing] | None = None

    def of(self, state: Hashable, make: Callable[[], Thing]) -> Thing:
        """What is kept for the state, or what `make` gives."""
        with self._lock:
            if self._kept is None or self._kept[0] != state:
                self._kept = state, make()
            return self._kept[1]
