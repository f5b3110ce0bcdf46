"""Which objects stand where in a landscape, and the phrases that name them."""
from __future__ import annotations

import numpy as np

from . import things
from .noise import pick
from .palette import lit
from .scene import Scene
from .things import Draw

#: three rows of a forest: height on the canvas below the horizon, tree height, trees, share of their own colour
FOREST_ROWS = [(.03, .20, 26, .72), (.12, .27, 15, .88), (.30, .36, 8, 1.0)]


def place_objects(scene: Scene, draw: Draw) -> None:
    """Draws on the finished ground, far things first."""
    _trees(scene, draw)
    random = scene.random
    if scene.place == "desert" and random.random() < .4 or scene.beach and random.random() < .65:
        _palms(scene, draw)
    homely = scene.place in ("hills", "mountains", "forest") and not scene.lake
    if homely and random.random() < (.5 if scene.place == "hills" else .25):
        _house(scene, draw)
    if scene.place == "sea":
        _on_the_water(scene, draw)


def _trees(scene: Scene, draw: Draw) -> None:
    random = scene.random
    leaves, trunk = lit((58, 100, 84) if scene.winter else (34, 84, 48), scene.time), lit((74, 50, 32), scene.time)
    if scene.place == "forest":
        _forest(scene, draw, leaves, trunk)
    elif scene.place == "mountains" and random.random() < .42:
        foot = .93 if scene.lake else scene.horizon + .14
        count = int(random.integers(5, 13))
        for x in np.sort(random.uniform(0, 1, count)):
            y = foot + random.uniform(-.02, .05)
            things.pine(draw, x * scene.size, y * scene.size, random.uniform(.14, .24) * scene.size, leaves, trunk)
        scene.object_phrases.append(pick(random, ["pine trees", "a pine forest"]))
    elif scene.place == "hills" and random.random() < .35:
        count = int(random.integers(3, 8))
        for x in random.uniform(0, 1, count):
            y = scene.horizon + random.uniform(.1, .26)
            things.pine(draw, x * scene.size, y * scene.size, random.uniform(.14, .22) * scene.size, leaves, trunk)
        scene.object_phrases.append("pine trees")


def _forest(scene: Scene, draw: Draw, leaves: tuple[int, int, int], trunk: tuple[int, int, int]) -> None:
    random, size = scene.random, scene.size
    for offset, height, count, own in FOREST_ROWS:
        foot = scene.horizon + offset
        hazy = tuple(int(leaf * own + (1 - own) * haze * .6) for leaf, haze in zip(leaves, scene.haze))
        for x in np.linspace(-.02, 1.02, count) + random.uniform(-.03, .03, count):
            y = foot + random.uniform(-.01, .03)
            things.pine(draw, x * size, y * size, height * random.uniform(.8, 1.15) * size, hazy, trunk)


def _palms(scene: Scene, draw: Draw) -> None:
    random, size = scene.random, scene.size
    count = int(random.integers(1, 4))
    foot = .95 if scene.beach else scene.horizon + .30
    leaves, trunk = lit((46, 116, 52), scene.time), lit((112, 78, 48), scene.time)
    for slot in random.permutation([.15, .3, .5, .7, .86])[:count]:
        x, y = slot + random.uniform(-.05, .05), foot + random.uniform(-.03, .03)
        height = random.uniform(.30, .42)
        things.palm(draw, random, x * size, y * size, height * size, leaves, trunk, scene.pixel)
    scene.object_phrases.append("a palm tree" if count == 1 else "palm trees")


def _house(scene: Scene, draw: Draw) -> None:
    random, size = scene.random, scene.size
    wall, roof = pick(random, ["white", "yellow", "brown", "gray"]), pick(random, ["red", "blue", "brown"])
    x, y = random.uniform(.25, .75), scene.horizon + .27 + random.uniform(-.02, .06)
    things.house(draw, scene.time, x * size, y * size, random.uniform(.20, .30) * size, wall, roof)
    scene.object_phrases.append(pick(random, [
        "a house", f"a {wall} house", f"a house with a {roof} roof", f"a {wall} house with a {roof} roof"]))


def _on_the_water(scene: Scene, draw: Draw) -> None:
    """A lighthouse near one edge, a sailboat away from it."""
    random, size = scene.random, scene.size
    has_lighthouse, has_boat = random.random() < .3, random.random() < .5
    side = pick(random, [0, 1])
    if has_lighthouse:
        x = random.uniform(.12, .26) if side == 0 else random.uniform(.74, .88)
        foot = scene.horizon + .10
        things.rocks(draw, scene.time, x, foot, size)
        things.lighthouse(draw, scene.time, x * size, foot * size, random.uniform(.34, .44) * size)
        scene.object_phrases.append("a lighthouse")
    if has_boat:
        sail = pick(random, ["white", "white", "red", "yellow", "blue"])
        low, high = (.3, .7) if not has_lighthouse else (.55, .8) if side == 0 else (.2, .45)
        x, y = random.uniform(low, high), scene.horizon + random.uniform(.09, .18)
        things.sailboat(draw, scene.time, x * size, y * size, random.uniform(.20, .32) * size, sail)
        scene.object_phrases.append(pick(random, ["a sailboat", f"a {sail} sailboat", f"a sailboat with {sail} sails"]))
