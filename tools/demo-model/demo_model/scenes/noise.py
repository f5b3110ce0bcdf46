"""Random choices, value noise for ridge lines and clouds."""
from __future__ import annotations

from typing import Sequence, TypeVar

import numpy as np
from PIL import Image

Choice = TypeVar("Choice")


def pick(random: np.random.Generator, choices: Sequence[Choice]) -> Choice:
    """One of the choices; repeat a choice to make it likelier."""
    return choices[int(random.integers(len(choices)))]


def pick_for(random: np.random.Generator, table: dict[str, Sequence[Choice]], key: str,
             otherwise: Choice | None = None) -> Choice | None:
    """One of the key's choices. Draws for every entry, so what is drawn later does not hang on the key."""
    return {name: pick(random, choices) for name, choices in table.items()}.get(key, otherwise)


def ridge(random: np.random.Generator, size: int, octaves: int, roughness: float = .5, frequency: int = 3,
          smooth: bool = False) -> np.ndarray:
    """One-dimensional value noise, float32 [size] in about -1..1; smooth rounds it, else it is angular."""
    position = np.arange(size) / size
    line = np.zeros(size, np.float32)
    amplitude, total = 1.0, 0.0
    for _ in range(octaves):
        knots = random.uniform(-1, 1, frequency + 2)
        along = position * frequency + random.uniform(0, 1)
        left = np.floor(along).astype(int)
        weight = along - left
        if smooth:
            weight = weight * weight * (3 - 2 * weight)
        line += amplitude * (knots[left] * (1 - weight) + knots[np.minimum(left + 1, frequency + 1)] * weight)
        total += amplitude
        amplitude *= roughness
        frequency *= 2
    return line / total


def cloud_field(random: np.random.Generator, size: int, rows: int, columns: int) -> np.ndarray:
    """Two-dimensional value noise, float32 [size, size] around 0, from rows x columns coarse cells."""
    field = np.zeros((size, size), np.float32)
    amplitude = 1.0
    for octave in range(4):
        cells = random.random((rows * 2 ** octave + 2, columns * 2 ** octave + 2)) * 255
        grid = Image.fromarray(cells.astype(np.uint8)).resize((size, size), Image.BICUBIC)
        field += amplitude * (np.asarray(grid, np.float32) / 255 - .5)
        amplitude *= .5
    return field
