"""Picture sets on disk: pictures-<seed>.npy (uint8 [n, H, W, 3]) and pictures-<seed>.json (captions and facts)."""
from __future__ import annotations

import functools
import json
from multiprocessing import Pool

import numpy as np

from .errors import DemoModelError
from .scenes import draw_picture
from .workspace import Workspace


def draw_dataset(workspace: Workspace, seed: int, count: int, resolution: int, workers: int) -> None:
    """Draws a picture set. The result does not depend on the number of workers: every picture has its own seed."""
    if resolution < 64 or resolution % 64:
        raise DemoModelError("the resolution must be a multiple of 64, or the networks' levels do not fit")
    if count < 1 or workers < 1:
        raise DemoModelError("count and workers must be at least 1")
    pictures = np.lib.format.open_memmap(workspace.pictures(seed), "w+", np.uint8, (count, resolution, resolution, 3))
    captions, facts = [], []
    with Pool(workers) as pool:
        draw = functools.partial(_draw, seed, resolution)
        for index, (picture, caption, fact) in enumerate(pool.imap(draw, range(count), chunksize=16)):
            pictures[index] = picture
            captions.append(caption)
            facts.append(fact)
            if (index + 1) % 1000 == 0:
                print(f"{index + 1} of {count} pictures", flush=True)
    pictures.flush()
    workspace.captions(seed).write_text(json.dumps({"captions": captions, "facts": facts}), encoding="utf-8")
    print(f"{count} pictures of {resolution}x{resolution} in {workspace.pictures(seed)}")


def _draw(seed: int, resolution: int, index: int) -> tuple[np.ndarray, str, dict[str, str]]:
    picture, caption, facts = draw_picture(seed, index, resolution)
    return np.asarray(picture), caption, facts


def load_pictures(workspace: Workspace) -> list[np.ndarray]:
    """All picture sets, each memory-mapped; they must have one resolution."""
    sets = [np.load(workspace.pictures(seed), mmap_mode="r") for seed in workspace.picture_seeds()]
    if not sets:
        raise DemoModelError(f"no pictures in {workspace.folder}: run `data` first")
    if len({pictures.shape[1:] for pictures in sets}) > 1:
        raise DemoModelError(f"the picture sets in {workspace.folder} have different resolutions: keep one")
    return sets


def load_captions(workspace: Workspace) -> list[list[str]]:
    """The captions of the same sets in the same order."""
    return [json.loads(workspace.captions(seed).read_text(encoding="utf-8"))["captions"]
            for seed in workspace.picture_seeds()]
