"""How good a model is, in numbers: reconstruction, and whether pictures show what their prompts say."""
from __future__ import annotations

import numpy as np

from .checkpoint import Model
from .images import psnr, to_tensor
from .sample import generate
from .scenes import draw_pictures
from .scenes.landscape import draw_landscape
from .scenes.palette import COLORS, PLACES, TIMES
from .scenes.shapes import SHAPES, draw_shape
from .scenes.wording import article

TIME_WORDS = {"dawn": "at dawn", "day": "by day", "sunset": "at sunset", "night": "at night", "storm": "in a storm"}
PLACE_WORDS = {"mountains": "rocky mountains", "hills": "green hills", "desert": "a desert", "sea": "the sea",
               "forest": "a pine forest"}
BANDS = 4
REFERENCES = 12
NEIGHBOURS = 5

Scores = dict[str, object]


def score(model: Model, count: int, landscapes: int, steps: int, cfg: float) -> Scores:
    """count: shape prompts; landscapes: prompts for each time of day and place."""
    random = np.random.default_rng(5)
    result = reconstruction_scores(model) | true_picture_scores(random, model.resolution)
    result |= shape_scores(model, random, count, steps, cfg) | landscape_scores(model, landscapes, steps, cfg)
    return result | {"samples_seen": model.metadata.get("training.samples_seen"),
                     "loss": model.metadata.get("training.loss"), "cfg": cfg, "steps": steps}


def reconstruction_scores(model: Model) -> Scores:
    """PSNR of 48 held-out pictures through encoder and decoder."""
    pictures = to_tensor(draw_pictures(4242, 48, model.resolution)).to(model.device)
    decibels = psnr(pictures, model.autoencoder.reconstruct(pictures))
    return {"psnr_mean": round(float(decibels.mean()), 2), "psnr_median": round(float(decibels.median()), 2),
            "psnr_min": round(float(decibels.min()), 2)}


def true_picture_scores(random: np.random.Generator, resolution: int) -> Scores:
    """The measure measured: shares of right shape and background colours on drawn pictures."""
    hits = []
    for _ in range(200):
        picture, _, facts = draw_shape(random, resolution)
        shape, background = shape_colors(np.asarray(picture))
        hits.append((shape == facts["color"], background == facts["bg"]))
    return {"measure_on_true_pictures": np.mean(hits, 0).tolist()}


def shape_colors(picture: np.ndarray) -> tuple[str, str]:
    """(shape, background) colour names: medians of the rim and of the 4 % of pixels farthest from it."""
    values, rim = picture.astype(np.float32), max(1, len(picture) * 5 // 128)
    edges = [values[:rim], values[-rim:], values[:, :rim], values[:, -rim:]]
    background = np.median(np.concatenate([edge.reshape(-1, 3) for edge in edges]), 0)
    pixels = values.reshape(-1, 3)
    distance = np.abs(pixels - background).sum(1)
    farthest = pixels[np.argsort(distance)[-int(.04 * len(pixels)):]]
    return _color_name(np.median(farthest, 0)), _color_name(background)


def _color_name(color: np.ndarray) -> str:
    return min(COLORS, key=lambda name: np.square(np.asarray(COLORS[name]) - color).sum())


def shape_scores(model: Model, random: np.random.Generator, count: int, steps: int, cfg: float) -> Scores:
    """Share of `count` prompts whose shape and background have the asked colours."""
    names, wanted, prompts = list(COLORS), [], []
    for _ in range(count):
        kind = SHAPES[int(random.integers(len(SHAPES)))]
        color, background = (names[index] for index in random.permutation(len(names))[:2])
        wanted.append((color, background))
        prompts.append(f"{article(color)} {color} {kind} on {article(background)} {background} background")
    got = [shape_colors(picture) for picture in generate(model, prompts, 1000, steps, cfg)]
    hits = np.array([(a[0] == b[0], a[1] == b[1]) for a, b in zip(got, wanted)])
    return {"shape_color": float(hits[:, 0].mean()), "background_color": float(hits[:, 1].mean()),
            "both": float(hits.all(1).mean()), "chance": round(1 / len(names), 3)}


def band_colors(picture: np.ndarray) -> np.ndarray:
    """Mean colours of four horizontal bands, [12]."""
    return picture.astype(np.float32).reshape(BANDS, -1, 3).mean(1).ravel()


def landscape_scores(model: Model, each: int, steps: int, cfg: float) -> Scores:
    """Time of day and place by the nearest drawn landscapes in band colours."""
    kinds = [(time, place) for time in TIMES for place in PLACES]
    references, labels = [], []
    for time, place in kinds:
        for index in range(REFERENCES):
            picture = draw_landscape(np.random.default_rng((8, index)), model.resolution, time, place)[0]
            references.append(band_colors(np.asarray(picture)))
            labels.append((time, place))
    wanted = [kind for kind in kinds for _ in range(each)]
    prompts = [f"{PLACE_WORDS[place]} {TIME_WORDS[time]}" for time, place in wanted]
    hits = []
    for picture, (time, place) in zip(generate(model, prompts, 3000, steps, cfg), wanted):
        distance = np.square(np.array(references) - band_colors(picture)).sum(1)
        nearest = [labels[index] for index in np.argsort(distance)[:NEIGHBOURS]]
        hits.append((_most(TIMES, [label[0] for label in nearest]) == time,
                     _most(PLACES, [label[1] for label in nearest]) == place))
    shares = np.mean(hits, 0)
    return {"time_of_day": float(shares[0]), "place_by_colour_bands": float(shares[1]), "chance_time": 1 / len(TIMES)}


def _most(choices: list[str], votes: list[str]) -> str:
    return max(choices, key=votes.count)
