"""The landscape under the brush: the picture so far and everything its caption may truthfully say."""
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .palette import LIGHT, rgb

#: pictures are drawn at twice the asked size and reduced, which smooths every edge
SUPERSAMPLING = 2
#: canvas of a 128 x 128 picture; what is measured in pixels is measured on this canvas
REFERENCE_CANVAS = 256


@dataclass
class Scene:
    """Positions are fractions of the canvas (0,0 is the upper left corner), colours are 0..255."""
    random: np.random.Generator
    size: int                       # canvas pixels per side
    time: str
    place: str
    x: np.ndarray                   # float32 [size, size], 0..1 to the right
    y: np.ndarray                   # float32 [size, size], 0..1 downwards
    image: np.ndarray | None = None         # float32 [size, size, 3]
    horizon: float = 0
    haze: np.ndarray | None = None          # sky colour at the horizon
    sunset_tone: str | None = None
    sun_x: float = 0
    glint: tuple[np.ndarray, float] | None = None   # colour and strength of sun or moon on water
    mountains: bool = False
    snow_caps: bool = False
    season: str = "green"
    lake: bool = False
    beach: bool = False
    sky_phrases: list[str] = field(default_factory=list)
    object_phrases: list[str] = field(default_factory=list)

    @classmethod
    def empty(cls, random: np.random.Generator, resolution: int, time: str, place: str) -> Scene:
        """A blank canvas for a resolution x resolution picture."""
        size = resolution * SUPERSAMPLING
        y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
        return cls(random, size, time, place, x, y)

    @property
    def light(self) -> np.ndarray:
        """What surfaces are multiplied with, float32 [3]."""
        return rgb(LIGHT[self.time])

    @property
    def winter(self) -> bool:
        return self.season == "snow"

    @property
    def pixel(self) -> float:
        """Canvas pixels per pixel of the reference canvas: 1 at 128 x 128, 2 at 256 x 256."""
        return self.size / REFERENCE_CANVAS

    def below(self, line: float | np.ndarray, softness: float = 2) -> np.ndarray:
        """Mask [size, size, 1] of what lies below a height or a ridge line [size], edge over `softness` pixels."""
        line = line[None, :] if isinstance(line, np.ndarray) else line
        return np.clip((self.y - line) * self.size / softness, 0, 1)[..., None]

    def disc(self, distance: np.ndarray, radius: float) -> np.ndarray:
        """Mask [size, size] of a disc, given every pixel's distance from its centre."""
        return np.clip((radius - distance) * self.size / 2, 0, 1)

    def distance(self, x: float, y: float) -> np.ndarray:
        """Every pixel's distance from a point, [size, size]."""
        return np.hypot(self.x - x, self.y - y)

    def cover(self, color: np.ndarray, mask: np.ndarray) -> None:
        """Lays a colour or a picture over the canvas where the mask [..., 1] is 1."""
        self.image = self.image * (1 - mask) + color * mask
