"""Training by the clock: how far it is, how fast to learn, when to report."""
from __future__ import annotations

import math
import time


class TrainingClock:
    def __init__(self, minutes: float):
        self._length = minutes * 60
        self._started = time.monotonic()
        self._due: dict[str, float] = {}

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    @property
    def fraction(self) -> float:
        """0 at the start, 1 and more when time is up."""
        return self.seconds / self._length if self._length > 0 else 1.0

    def due(self, what: str, every: float) -> bool:
        """True once per `every` seconds; the first time after `every` seconds."""
        if self.seconds < self._due.setdefault(what, every):
            return False
        self._due[what] = self.seconds + every
        return True


def cosine_rate(step: int, warm_up: int, fraction: float, floor: float) -> float:
    """Factor on the learning rate: rises over the first steps, then falls on a cosine to the floor."""
    return min(1, (step + 1) / warm_up) * (floor + (1 - floor) * .5 * (1 + math.cos(math.pi * min(fraction, 1))))


class RunningMean:
    """Exponential mean, corrected for its start at zero."""

    def __init__(self, decay: float):
        self._decay, self._sum, self._weight = decay, 0.0, 0.0

    def add(self, value: float) -> None:
        self._sum = self._decay * self._sum + (1 - self._decay) * value
        self._weight = self._decay * self._weight + (1 - self._decay)

    @property
    def value(self) -> float:
        return self._sum / self._weight if self._weight else math.nan
