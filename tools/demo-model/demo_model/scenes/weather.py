"""Rain and falling snow over everything else."""
from __future__ import annotations

from PIL import Image, ImageDraw

from .noise import pick
from .scene import Scene


def draw_weather(scene: Scene, image: Image.Image) -> None:
    """Rain in most storms; snow falls only where snow lies."""
    random = scene.random
    if scene.time == "storm" and random.random() < .6:
        _rain(scene, image)
    elif scene.time != "sunset" and random.random() < (.5 if scene.winter else 0):
        _snow(scene, image)


def _rain(scene: Scene, image: Image.Image) -> None:
    random, size = scene.random, scene.size
    layer = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(layer)
    for _ in range(110):
        x, y = random.uniform(-.1, 1) * size, random.uniform(-.1, 1) * size
        draw.line([(x, y), (x + .022 * size, y + .085 * size)], fill=115, width=max(1, size // 128))
    image.paste((205, 214, 226), (0, 0), layer)
    scene.sky_phrases.append(pick(random, ["rain", "heavy rain"]))


def _snow(scene: Scene, image: Image.Image) -> None:
    random, size = scene.random, scene.size
    layer = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(layer)
    for _ in range(150):
        x, y, radius = random.uniform(0, 1) * size, random.uniform(0, 1) * size, random.uniform(.004, .010) * size
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=220)
    image.paste((246, 248, 252), (0, 0), layer)
    scene.sky_phrases.append(pick(random, ["falling snow", "snowfall"]))
