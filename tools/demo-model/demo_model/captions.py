"""What the training does to a caption: other orders and subsets of its tags, sometimes nothing at all."""
from __future__ import annotations

import numpy as np

from .tokenizer import Tokenizer

#: share of empty captions, so that the model can be guided away from "any picture"
EMPTY = .1


def vary(random: np.random.Generator, caption: str) -> str:
    """Reorders and drops comma tags; what is left stays true. Sentences are left alone."""
    sentence = any(word in caption for word in (" with ", " and ", "background"))
    if sentence or ", " not in caption or caption.startswith(("a picture of", "a painting of")):
        return caption
    tags = caption.split(", ")
    if random.random() < .4:
        random.shuffle(tags)
    if len(tags) > 2 and random.random() < .25:
        tags.pop(int(random.integers(len(tags))))
    return ", ".join(tags)


def training_ids(random: np.random.Generator, tokenizer: Tokenizer, caption: str) -> list[int]:
    """77 ids of the varied or dropped caption."""
    return tokenizer("" if random.random() < EMPTY else vary(random, caption))
