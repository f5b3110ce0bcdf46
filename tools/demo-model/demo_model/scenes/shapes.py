"""One coloured shape on a coloured background."""
from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from .noise import pick
from .palette import COLORS, rgb
from .scene import SUPERSAMPLING
from .wording import shape_caption

SHAPES = ["circle", "square", "triangle", "star", "heart"]


def draw_shape(random: np.random.Generator, resolution: int) -> tuple[Image.Image, str, dict[str, str]]:
    """(picture, caption, facts); colours jitter a little and shade softly, as paint does."""
    size, names = resolution * SUPERSAMPLING, list(COLORS)
    kind, color = pick(random, SHAPES), pick(random, names)
    background = color
    while background == color:
        background = pick(random, names)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    tilt = np.clip((x - .5) * random.uniform(-1, 1) + (y - .5) * random.uniform(-1, 1), -1, 1)
    image = _jittered(random, background) * (1 + .10 * tilt)[..., None]
    radius, size_word = _radius(random)
    reach = (.46 - radius) * .6
    center = np.array([.5 + random.uniform(-1, 1) * reach, .5 + random.uniform(-1, 1) * reach])
    rotation = random.uniform(-.12, .12) if kind != "circle" else 0
    mask = _mask(size, _outline(kind, rotation) * (radius * size) + center * size)
    shade = 1 + .12 * np.clip((.5 - y), -.5, .5)
    image = image * (1 - mask) + (_jittered(random, color) * shade[..., None]) * mask
    picture = Image.fromarray(np.clip(image, 0, 255).astype(np.uint8)).resize((resolution, resolution), Image.BOX)
    if random.random() > .75:
        size_word = ""
    caption = shape_caption(random, kind, color, background, size_word)
    return picture, caption, {"family": "shape", "color": color, "bg": background, "kind": kind}


def _jittered(random: np.random.Generator, name: str) -> np.ndarray:
    return np.clip(rgb(COLORS[name]) + random.normal(0, 5, 3), 0, 255)


def _radius(random: np.random.Generator) -> tuple[float, str]:
    """(radius, word for it); the middle sizes have no word."""
    size = random.random()
    if size < .25:
        return random.uniform(.13, .19), "small "
    if size > .75:
        return random.uniform(.33, .39), pick(random, ["big ", "large "])
    return random.uniform(.22, .31), ""


def _outline(kind: str, rotation: float) -> np.ndarray:
    """Corner points [n, 2] of the shape with radius about 1 around the origin."""
    if kind == "circle":
        angle = np.linspace(0, 2 * math.pi, 72)
        return np.stack([np.cos(angle), np.sin(angle)], 1)
    if kind == "square":
        points = np.array([(-.86, -.86), (.86, -.86), (.86, .86), (-.86, .86)])
    elif kind == "triangle":
        points = np.array([(0, -1.0), (.95, .75), (-.95, .75)])
    elif kind == "star":
        angle = np.arange(10) * math.pi / 5 - math.pi / 2
        reach = np.where(np.arange(10) % 2, .44, 1.08)
        points = np.stack([np.cos(angle) * reach, np.sin(angle) * reach], 1)
    else:
        a = np.linspace(0, 2 * math.pi, 80)     # the well-known heart curve
        height = 13 * np.cos(a) - 5 * np.cos(2 * a) - 2 * np.cos(3 * a) - np.cos(4 * a)
        points = np.stack([16 * np.sin(a) ** 3, -height], 1) / 16.5
    cosine, sine = math.cos(rotation), math.sin(rotation)
    return points @ np.array([[cosine, sine], [-sine, cosine]])


def _mask(size: int, points: np.ndarray) -> np.ndarray:
    """1 inside the polygon, float32 [size, size, 1]."""
    mask = Image.new("L", (size, size), 0)
    ImageDraw.Draw(mask).polygon([tuple(point) for point in points], fill=255)
    return np.asarray(mask, np.float32)[..., None] / 255
