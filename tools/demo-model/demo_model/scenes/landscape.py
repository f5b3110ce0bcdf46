"""A landscape: time of day x place, painted from far to near."""
from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from .ground import paint_ground
from .mountains import paint_mountains
from .noise import pick
from .placement import place_objects
from .scene import Scene
from .sky import paint_sky
from .weather import draw_weather
from .wording import landscape_caption

TIME_CHOICES = ["dawn", "day", "day", "sunset", "sunset", "night", "night", "storm"]
PLACE_CHOICES = ["mountains", "mountains", "hills", "desert", "sea", "sea", "forest"]


def draw_landscape(random: np.random.Generator, resolution: int, time: str | None = None,
                   place: str | None = None) -> tuple[Image.Image, str, dict[str, str]]:
    """(picture, caption, facts); time and place are drawn when not given."""
    scene = Scene.empty(random, resolution, time or pick(random, TIME_CHOICES), place or pick(random, PLACE_CHOICES))
    paint_sky(scene)
    paint_mountains(scene)
    paint_ground(scene)
    image = Image.fromarray(np.clip(scene.image, 0, 255).astype(np.uint8))
    place_objects(scene, ImageDraw.Draw(image))
    draw_weather(scene, image)
    caption = landscape_caption(scene)
    facts = {"family": "landscape", "time": scene.time, "place": scene.place}
    return image.resize((resolution, resolution), Image.BOX), caption, facts
