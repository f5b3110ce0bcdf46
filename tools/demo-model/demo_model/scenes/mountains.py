"""Far mountains with light and shadow sides and, sometimes, snow."""
from __future__ import annotations

import numpy as np

from .noise import pick, ridge
from .palette import rgb
from .scene import Scene

ROCKS = [(108, 100, 108), (96, 98, 116), (112, 96, 86)]


def paint_mountains(scene: Scene) -> None:
    """Always in the mountains, now and then behind sea and forest, never elsewhere."""
    random = scene.random
    scene.mountains = scene.place == "mountains" or (scene.place in ("sea", "forest") and random.random() < .12)
    if not scene.mountains:
        return
    scene.snow_caps = random.random() < .6
    height = random.uniform(.20, .30) if scene.place == "mountains" else random.uniform(.10, .16)
    crest = ridge(random, scene.size, 5, .5, 3)
    crest = scene.horizon - height * np.clip(.55 + .75 * crest, .08, 1.2)
    depth = scene.y - crest[None, :]
    shade = _shade(scene.size, crest, depth)
    rock = np.minimum(rgb(pick(random, ROCKS)) * scene.light * shade, 255)
    if scene.snow_caps:
        rock = _snow(scene, rock, height, depth, shade)
    rock = rock * .86 + scene.haze * .14
    scene.cover(rock, scene.below(crest))


def _shade(size: int, crest: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Brightness [size, size, 1]: a flank keeps its crest's light, drawn downwards along its slope."""
    slope = np.gradient(crest) * size
    side = np.sign(slope)
    brightness = np.clip(.85 - .16 * np.sign(slope + 1e-6) * np.minimum(np.abs(slope), 1.2), .6, 1.1)
    columns = np.arange(size)[None, :] + (depth * size * .45).astype(int) * side.astype(int)[None, :]
    return brightness[columns.clip(0, size - 1).astype(int)][..., None]


def _snow(scene: Scene, rock: np.ndarray, height: float, depth: np.ndarray, shade: np.ndarray) -> np.ndarray:
    """The rock with snow above a ragged line; brighter at night, or it could not be told from rock."""
    line = height * .42 + height * .16 * ridge(scene.random, scene.size, 5, .8, 9)[None, :]
    mask = np.clip((line - depth) * scene.size / 4, 0, 1)[..., None]
    gain = 1.5 if scene.time == "night" else 1.12
    return rock * (1 - mask) + np.minimum(rgb((238, 242, 250)) * scene.light * shade * gain, 255) * mask
