"""What lies below the horizon: lake and meadow, hills, dunes, sea and beach, forest floor."""
from __future__ import annotations

import numpy as np

from .noise import cloud_field, pick, ridge
from .palette import rgb
from .scene import Scene

SNOW = (232, 238, 246)
HILL_COLORS = {"green": (84, 152, 60), "autumn": (190, 128, 48), "snow": (236, 240, 248)}
#: (far, near) colours of the sea; at sunset the far sea mirrors the sky
SEA_COLORS = {
    "day": ((70, 150, 206), (16, 78, 150)), "dawn": ((214, 170, 186), (84, 96, 150)),
    "sunset": (None, (70, 34, 70)), "night": ((24, 38, 80), (6, 12, 36)), "storm": ((86, 98, 108), (38, 50, 60)),
}


def paint_ground(scene: Scene) -> None:
    """Covers everything below the horizon, then sometimes lays a beach before the sea."""
    PAINTERS[scene.place](scene)
    if scene.place == "sea" and scene.random.random() < .35:
        _beach(scene)


def _depth(scene: Scene) -> np.ndarray:
    """0 at the horizon, 1 at the lower edge, [size, size, 1]."""
    return np.clip((scene.y - scene.horizon) / (1 - scene.horizon), 0, 1)[..., None]


def _mountain_ground(scene: Scene) -> None:
    if scene.random.random() < .42:
        _lake(scene)
    else:
        _meadow(scene)


def _lake(scene: Scene) -> None:
    scene.lake = True
    scene.cover(_reflection(scene, (50, 92, 130), .62), scene.below(scene.horizon))
    shore = .86 + .05 * ridge(scene.random, scene.size, 4, .5, 3)
    scene.cover(rgb((64, 110, 52)) * scene.light, scene.below(shore))
    scene.object_phrases.append("a lake")


def _reflection(scene: Scene, tint: tuple[int, int, int], mirror: float) -> np.ndarray:
    """The picture mirrored at the horizon, [size, size, 3], with ripples and the water's own tint."""
    size, pixel, horizon = scene.size, scene.pixel, scene.horizon
    rows = np.arange(size)
    source = np.clip((horizon * size - (rows - horizon * size) * .95), 0, size - 1).astype(int)
    ripple = ((np.sin(rows * .55 / pixel) * 1.6 + scene.random.normal(0, .6, size)) * pixel).astype(int)
    columns = (np.arange(size)[None, :] + ripple[:, None]).clip(0, size - 1)
    mirrored = scene.image[source][rows[:, None], columns]
    return mirrored * mirror + rgb(tint) * scene.light * (1 - mirror)


def _meadow(scene: Scene) -> None:
    scene.season = pick(scene.random, ["green", "green", "snow"])
    color = rgb(SNOW) if scene.winter else rgb((74, 128, 58))
    line = scene.horizon + .02 * ridge(scene.random, scene.size, 3, .5, 3, smooth=True)
    scene.cover(np.minimum(color * scene.light * (1.06 - .3 * _depth(scene)), 255), scene.below(line))
    scene.object_phrases.append("snow on the ground" if scene.winter else "a green meadow")


def _hills(scene: Scene) -> None:
    """Three chains, the farther the hazier."""
    scene.season = pick(scene.random, ["green", "green", "green", "autumn", "snow"])
    base = rgb(HILL_COLORS[scene.season])
    for chain in range(3):
        line = scene.horizon + (-.05 + .13 * chain) + .07 * ridge(scene.random, scene.size, 2, .3, 2, smooth=True)
        falloff = 1 - .25 * (scene.y - line[None, :]).clip(0, 1)[..., None]
        color = base * scene.light * (1.08 - .16 * chain) * falloff
        color = np.minimum(color * (.80 + .1 * chain) + scene.haze * (.20 - .1 * chain), 255)
        scene.cover(color, scene.below(line))


def _dunes(scene: Scene) -> None:
    """Three chains, lit from one side."""
    for chain in range(3):
        line = scene.horizon + (-.03 + .14 * chain) + .08 * ridge(scene.random, scene.size, 2, .3, 2, smooth=True)
        shade = (1.0 + .16 * np.tanh(np.gradient(line) * scene.size * 4))[None, :, None]
        falloff = 1 - .3 * (scene.y - line[None, :]).clip(0, 1)[..., None]
        color = rgb((226, 176, 104)) * scene.light * shade * (1.04 - .1 * chain) * falloff
        scene.cover(np.minimum(color, 255), scene.below(line))


def _sea(scene: Scene) -> None:
    """Waves grow towards the viewer; sun and moon leave a glittering path."""
    far, near = SEA_COLORS[scene.time]
    far = .75 * scene.haze if far is None else rgb(far)
    depth = _depth(scene)
    waves = cloud_field(scene.random, scene.size, 26, 3)[..., None]
    water = (far * (1 - depth) + rgb(near) * depth) * (1 + .16 * waves * (.4 + depth))
    if scene.glint is not None:
        color, strength = scene.glint
        path = np.exp(-((scene.x - scene.sun_x) / (.035 + .10 * depth[..., 0])) ** 2)[..., None]
        path = path * strength * (.55 + .9 * waves).clip(0, 1)
        water = water * (1 - path) + color * path
    scene.cover(water, scene.below(scene.horizon))


def _beach(scene: Scene) -> None:
    random = scene.random
    scene.beach = True
    shore = .84 + .04 * ridge(random, scene.size, 2, .5, 2, smooth=True) + random.uniform(-.03, .02)
    foam = np.clip(1 - np.abs(scene.y - shore[None, :] + .012) / .012, 0, 1)[..., None] * .6
    scene.cover(np.minimum(rgb((245, 248, 250)) * scene.light, 255), foam)
    scene.cover(np.minimum(rgb((230, 200, 146)) * scene.light, 255), scene.below(shore, softness=3))
    scene.object_phrases.append(pick(random, ["a beach", "a sandy beach"]))


def _forest_floor(scene: Scene) -> None:
    scene.season = "snow" if scene.random.random() < .2 else "green"
    color = rgb(SNOW) if scene.winter else rgb((52, 92, 44))
    color = np.minimum(color * scene.light * (1.05 - .3 * _depth(scene)), 255)
    scene.cover(color, scene.below(scene.horizon))


PAINTERS = {"mountains": _mountain_ground, "hills": _hills, "desert": _dunes, "sea": _sea, "forest": _forest_floor}
