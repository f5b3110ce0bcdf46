"""Named colours, skies and the light of each time of day. All colours are RGB, 0..255."""
from __future__ import annotations

import numpy as np

Color = tuple[int, int, int]

COLORS: dict[str, Color] = {
    "red": (214, 36, 38), "orange": (245, 135, 25), "yellow": (248, 214, 40), "green": (38, 160, 62),
    "blue": (36, 84, 214), "purple": (128, 48, 170), "pink": (246, 132, 182), "white": (244, 244, 244),
    "black": (22, 22, 24), "gray": (128, 130, 134), "brown": (122, 74, 38), "turquoise": (44, 196, 196),
}

#: (zenith, horizon) choices per time of day; sunset skies are named because captions name them
SKIES: dict[str, list[tuple[Color, Color]]] = {
    "dawn": [((104, 128, 200), (255, 196, 190)), ((126, 120, 190), (255, 178, 170))],
    "day": [((44, 116, 214), (178, 216, 246)), ((30, 104, 208), (160, 206, 246))],
    "night": [((4, 7, 26), (24, 34, 78)), ((6, 6, 30), (34, 36, 84))],
    "storm": [((40, 44, 54), (106, 112, 120)), ((52, 56, 64), (124, 128, 134))],
}
SUNSETS: dict[str, tuple[Color, Color]] = {
    "red": ((104, 20, 52), (252, 84, 44)),
    "orange": ((140, 78, 96), (255, 168, 52)),
    "purple": ((58, 30, 104), (226, 110, 150)),
}

#: what the light of a time of day multiplies a surface's own colour with
LIGHT: dict[str, tuple[float, float, float]] = {
    "dawn": (.95, .80, .82), "day": (1.05, 1.05, 1.0), "sunset": (.80, .55, .48),
    "night": (.20, .25, .42), "storm": (.55, .58, .62),
}

TIMES = ["dawn", "day", "sunset", "night", "storm"]
PLACES = ["mountains", "hills", "desert", "sea", "forest"]


def rgb(color) -> np.ndarray:
    """Any three numbers as float32 [3], ready for arithmetic with a picture."""
    return np.asarray(color, np.float32)


def lit(color: Color, time: str, gain: float = 1.0) -> Color:
    """A surface colour as it looks at a time of day; gain > 1 keeps small things visible at night."""
    values = np.clip(rgb(color) * rgb(LIGHT[time]) * gain, 0, 255)
    return tuple(int(value) for value in values)
