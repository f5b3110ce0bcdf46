"""Procedural pictures with true captions, drawn with numpy and Pillow only; CC0.

Two families: landscapes (time of day x place, with sun, moon, clouds, trees, boats, ...) and single coloured shapes.
Picture number i of seed s is always the same picture.
"""
from __future__ import annotations

import numpy as np
from PIL import Image

from .landscape import draw_landscape
from .shapes import draw_shape

SHAPE_SHARE = .33


def draw_picture(seed: int, index: int, resolution: int = 128) -> tuple[Image.Image, str, dict[str, str]]:
    """(picture, caption, facts): one third shapes, two thirds landscapes."""
    random = np.random.default_rng((seed, index))
    if random.random() < SHAPE_SHARE:
        return draw_shape(random, resolution)
    return draw_landscape(random, resolution)


def draw_pictures(seed: int, count: int, resolution: int = 128) -> np.ndarray:
    """The first pictures of a seed without their captions, uint8 [count, resolution, resolution, 3]."""
    return np.stack([np.asarray(draw_picture(seed, index, resolution)[0]) for index in range(count)])
