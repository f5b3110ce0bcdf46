"""One drawing each: pine, palm, house, sailboat, lighthouse, rocks. Coordinates and sizes are canvas pixels."""
from __future__ import annotations

import math

import numpy as np
from PIL import ImageDraw

from .palette import COLORS, Color, lit

Draw = ImageDraw.ImageDraw


def pine(draw: Draw, x: float, foot: float, height: float, leaves: Color, trunk: Color) -> None:
    width = height * .24
    draw.rectangle([x - width * .12, foot - height * .12, x + width * .12, foot], fill=trunk)
    for tier in range(3):
        base, half = foot - height * (.10 + .26 * tier), width * (1 - .24 * tier)
        draw.polygon([(x - half, base), (x + half, base), (x, base - height * .42)], fill=leaves)


def palm(draw: Draw, random: np.random.Generator, x: float, foot: float, height: float, leaves: Color, trunk: Color,
         pixel: float) -> None:
    """A leaning trunk with eight drooping leaves; `pixel` is the canvas's scale against the reference canvas."""
    lean = random.uniform(-.22, .22) * height
    points = [(x + lean * (step / 8) ** 2, foot - height * step / 8) for step in range(9)]
    draw.line(points, fill=trunk, width=max(2, int(height * .07)))
    top_x, top_y = points[-1]
    length, half = height * .46, 2 * pixel
    for degrees in (-165, -140, -110, -70, -40, -15, 5, 175):
        angle = math.radians(degrees + random.uniform(-8, 8))
        along, down = math.cos(angle) * length, math.sin(angle) * length
        bend = (top_x + along * .55, top_y + down * .55 - height * .05)
        tip = (top_x + along, top_y + down * .7 + height * .14)
        draw.polygon([(top_x, top_y - half), bend, tip, (bend[0], bend[1] + height * .07), (top_x, top_y + half)],
                     fill=leaves)


def house(draw: Draw, time: str, x: float, foot: float, width: float, wall: str, roof: str) -> None:
    """Windows are lit when it is dark outside."""
    height, gain = width * .62, 1.25 if time == "night" else 1
    eaves = foot - height
    draw.rectangle([x - width / 2, eaves, x + width / 2, foot], fill=lit(COLORS[wall], time, gain))
    draw.polygon([(x - width * .62, eaves), (x + width * .62, eaves),
                  (x + width * .38, eaves - width * .42), (x - width * .38, eaves - width * .42)],
                 fill=lit(COLORS[roof], time, gain))
    window = (255, 214, 110) if time in ("night", "sunset", "storm") else lit((70, 96, 130), time)
    for side in (-.3, .3):
        draw.rectangle([x + width * (side - .1), foot - height * .75, x + width * (side + .1), foot - height * .42],
                       fill=window)
    draw.rectangle([x - width * .08, foot - height * .5, x + width * .08, foot], fill=lit((90, 56, 34), time))


def sailboat(draw: Draw, time: str, x: float, water: float, width: float, sail: str) -> None:
    gain = 1.6 if time == "night" else 1.0
    deck, mainsail = water - width * .14, lit(COLORS[sail], time, gain)
    foresail = tuple(int(value * .88) for value in mainsail)
    draw.polygon([(x - width * .5, deck), (x + width * .5, deck),
                  (x + width * .34, water + width * .06), (x - width * .34, water + width * .06)],
                 fill=lit((110, 62, 36), time, gain))
    draw.line([(x, deck), (x, water - width * 1.1)], fill=lit((60, 44, 34), time), width=max(1, int(width * .04)))
    draw.polygon([(x + width * .04, water - width * 1.08), (x + width * .04, water - width * .2),
                  (x + width * .46, water - width * .2)], fill=mainsail)
    draw.polygon([(x - width * .04, water - width * .95), (x - width * .04, water - width * .2),
                  (x - width * .36, water - width * .2)], fill=foresail)


def lighthouse(draw: Draw, time: str, x: float, foot: float, height: float) -> None:
    """Five red and white bands narrowing upwards, a lamp, a roof."""
    width, gain = height * .2, 1.5 if time == "night" else 1.0
    for band in range(5):
        low, high = band / 5, (band + 1) / 5
        low_half, high_half = width * (1 - .4 * low) / 2, width * (1 - .4 * high) / 2
        color = lit(COLORS["white" if band % 2 else "red"], time, gain)
        draw.polygon([(x - low_half, foot - height * .8 * low), (x + low_half, foot - height * .8 * low),
                      (x + high_half, foot - height * .8 * high), (x - high_half, foot - height * .8 * high)],
                     fill=color)
    draw.rectangle([x - width * .25, foot - height * .92, x + width * .25, foot - height * .8], fill=(255, 232, 140))
    draw.polygon([(x - width * .36, foot - height * .92), (x + width * .36, foot - height * .92),
                  (x, foot - height * 1.03)], fill=lit((150, 30, 30), time, gain))


def rocks(draw: Draw, time: str, x: float, foot: float, size: float) -> None:
    """The rock a lighthouse stands on; x, foot and size as fractions times `size` pixels."""
    draw.polygon([((x - .24) * size, (foot + .10) * size), ((x - .14) * size, (foot - .01) * size),
                  ((x + .12) * size, (foot - .01) * size), ((x + .24) * size, (foot + .10) * size)],
                 fill=lit((92, 82, 76), time))
