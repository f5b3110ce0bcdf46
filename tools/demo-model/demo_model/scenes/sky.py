"""The sky: gradient, stars, moon, sun, clouds and rainbow."""
from __future__ import annotations

import numpy as np
from PIL import Image

from .noise import cloud_field, pick, pick_for
from .palette import SKIES, SUNSETS, rgb
from .scene import Scene

SUN_COLORS = {"day": (255, 246, 190), "sunset": (255, 214, 120), "dawn": (255, 238, 196)}
SUN_PHRASES = {
    "day": ["the sun", "a bright sun", "sun"],
    "sunset": ["a low sun", "the setting sun", "sun"],
    "dawn": ["the rising sun", "a low sun", "sun"],
}
CLOUD_CHANCE = {"storm": 1.0, "day": .5, "dawn": .35, "sunset": .35, "night": .15}
CLOUD_COLORS = {
    "day": (250, 250, 252), "dawn": (255, 222, 214), "sunset": (255, 170, 130),
    "night": (60, 68, 100), "storm": (72, 76, 84),
}
CLOUD_PHRASES = {"storm": ["dark clouds", "storm clouds"], "day": ["white clouds", "clouds"]}
#: red, green and blue over the width of the rainbow's band, from the outer edge inwards
RAINBOW = ([225, 245, 250, 60, 50, 130], [40, 140, 230, 190, 90, 50], [40, 30, 50, 80, 220, 190])


def paint_sky(scene: Scene) -> None:
    """Fills the whole canvas with sky and sets the horizon and the place of sun or moon."""
    random = scene.random
    if scene.time == "sunset":
        scene.sunset_tone = pick(random, list(SUNSETS))
        zenith, haze = SUNSETS[scene.sunset_tone]
    else:
        zenith, haze = pick(random, SKIES[scene.time])
    scene.haze = rgb(haze)
    scene.horizon = random.uniform(.50, .64)
    depth = np.clip(scene.y / scene.horizon, 0, 1)[..., None] ** .9
    scene.image = rgb(zenith) * (1 - depth) + scene.haze * depth
    scene.sun_x, height = random.uniform(.18, .82), random.uniform(.10, .26)
    if scene.time == "night":
        if random.random() < .75:
            _stars(scene)
        if random.random() < .7:
            _moon(scene, height)
    elif scene.time in SUN_COLORS and random.random() < .6:
        _sun(scene, height)
    if random.random() < CLOUD_CHANCE[scene.time]:
        _clouds(scene)
    elif scene.time == "day":
        scene.sky_phrases.append("a clear sky")
    if scene.time in ("day", "storm") and random.random() < .13:
        _rainbow(scene)


def _stars(scene: Scene) -> None:
    """Stars have the same size and number at every resolution, hence the fixed grid of 128 x 128."""
    random = scene.random
    shining = random.random((128, 128)) < .006
    stars = np.zeros((128, 128), np.float32)
    stars[shining] = random.uniform(.4, 1, shining.sum())
    grid = Image.fromarray((stars * 255).astype(np.uint8)).resize((scene.size, scene.size), Image.NEAREST)
    scene.image = scene.image + np.asarray(grid, np.float32)[..., None] / 255 * 230
    scene.sky_phrases.append(pick(random, ["stars", "a starry sky", "many stars"]))


def _moon(scene: Scene, height: float) -> None:
    radius = scene.random.uniform(.055, .085)
    kind = pick(scene.random, ["full", "crescent"])
    distance = scene.distance(scene.sun_x, height)
    disc = scene.disc(distance, radius)
    if kind == "crescent":
        shadow = np.hypot(scene.x - scene.sun_x - radius * .55, scene.y - height + radius * .2)
        disc = disc * np.clip((shadow - radius) * scene.size / 2, 0, 1)
    glow = np.exp(-distance / .10) * (55 if kind == "full" else 25)
    scene.image += glow[..., None] * rgb((1, 1, .9))
    scene.cover(rgb((246, 244, 222)), disc[..., None])
    scene.sky_phrases.append(f"a {kind} moon")
    scene.glint = (rgb((225, 225, 205)), .5)


def _sun(scene: Scene, height: float) -> None:
    """High by day, just above the horizon at dawn and sunset."""
    random = scene.random
    radius = random.uniform(.055, .085)
    if scene.time != "day":
        height = scene.horizon - random.uniform(.08, .17)
    color = rgb(SUN_COLORS[scene.time])
    distance = scene.distance(scene.sun_x, height)
    scene.image += np.exp(-distance / .13)[..., None] * (color - scene.image) * .75
    scene.cover(color, scene.disc(distance, radius)[..., None])
    scene.sky_phrases.append(pick_for(random, SUN_PHRASES, scene.time))
    scene.glint = (color, .6)


def _clouds(scene: Scene) -> None:
    field = cloud_field(scene.random, scene.size, 4, 3)
    threshold = .02 if scene.time == "storm" else .12
    cover = np.clip((field - threshold) * 3.2, 0, 1) * np.clip((scene.horizon - scene.y) * 6, 0, 1)
    cover = cover[..., None] * (.75 if scene.time != "night" else .45)
    scene.cover(rgb(CLOUD_COLORS[scene.time]), cover)
    scene.sky_phrases.append(pick_for(scene.random, CLOUD_PHRASES, scene.time, otherwise="clouds"))


def _rainbow(scene: Scene) -> None:
    center, radius, width = scene.random.uniform(.3, .7), scene.random.uniform(.42, .5), .075
    distance = np.hypot(scene.x - center, (scene.y - scene.horizon - .04) * 1.0)
    inwards = np.clip((radius - distance) / width, 0, 1)
    band = (distance < radius) & (distance > radius - width) & (scene.y < scene.horizon + .03)
    colors = np.stack([np.interp(inwards, np.linspace(0, 1, 6), channel) for channel in RAINBOW], -1)
    scene.cover(colors, (band.astype(np.float32) * .6)[..., None])
    scene.sky_phrases.append("a rainbow")
