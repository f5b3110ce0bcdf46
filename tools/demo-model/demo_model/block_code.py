"""The encoder's whole secret: every 8x8x3 block of a picture is projected on four principal components.

The components (about: luma, two chroma, a vertical gradient) are whitened, so latents already are what diffusion
likes: mean 0, variance 1, smooth. Blocks are vectors of 192 values in the order row, column, colour.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

import numpy as np
import torch
from torch import nn

BLOCK = 8
VALUES = BLOCK * BLOCK * 3
COMPONENTS = 4


@dataclass(frozen=True)
class BlockCode:
    """latent = projection @ (block - mean); block ~ inverse @ latent + mean."""
    mean: np.ndarray            # float64 [192]
    projection: np.ndarray      # float64 [4, 192]
    inverse: np.ndarray         # float64 [192, 4]

    def encode(self, pictures: np.ndarray) -> np.ndarray:
        """uint8 [n, H, W, 3] -> float32 [n, 4, H/8, W/8]; the same numbers as the network's encoder * LATENT_SCALE."""
        centred = blocks(pictures.astype(np.float32) / 127.5 - 1) - self.mean.astype(np.float32)
        latents = centred @ self.projection.T.astype(np.float32)
        return np.ascontiguousarray(latents.transpose(0, 3, 1, 2))


def blocks(pictures: np.ndarray) -> np.ndarray:
    """[n, H, W, 3] -> [n, H/8, W/8, 192]"""
    count, height, width, colors = pictures.shape
    split = pictures.reshape(count, height // BLOCK, BLOCK, width // BLOCK, BLOCK, colors)
    return split.transpose(0, 1, 3, 2, 4, 5).reshape(count, height // BLOCK, width // BLOCK, VALUES)


def fit(pictures: np.ndarray, sample: int = 1500) -> BlockCode:
    """Principal components of the blocks of some of the pictures, uint8 [n, H, W, 3]."""
    chosen = np.linspace(0, len(pictures) - 1, min(sample, len(pictures))).astype(int)
    vectors = blocks(np.asarray(pictures[chosen], np.float32) / 127.5 - 1).reshape(-1, VALUES)
    vectors = vectors[::max(1, len(vectors) // 200_000)].astype(np.float64)
    mean = vectors.mean(0)
    variances, directions = np.linalg.eigh(np.cov((vectors - mean).T))
    variances, directions = variances[::-1][:COMPONENTS], directions[:, ::-1][:, :COMPONENTS]
    directions = directions * np.where(directions.sum(0) < 0, -1, 1)
    deviations = np.sqrt(variances)
    return BlockCode(mean, np.ascontiguousarray((directions / deviations).T), directions * deviations)


def _taps() -> Iterator[tuple[int, int, int, int, int]]:
    """(row, column) in a block, and (tap row, tap column, first channel) where the last downsampling conv finds it.

    The two convs before it only move pixels into channels, 2x2 each: 3 -> 12 -> 48 channels.
    """
    for row in range(BLOCK):
        for column in range(BLOCK):
            middle = (row // 2 % 2 * 2 + column // 2 % 2) * 12
            inner = (row % 2 * 2 + column % 2) * 3
            yield row, column, row // 4, column // 4, middle + inner


@torch.no_grad()
def write_into(conv: nn.Conv2d, code: BlockCode) -> None:
    """Makes the conv's first four outputs the code's latents."""
    weights = torch.from_numpy(code.projection.reshape(COMPONENTS, BLOCK, BLOCK, 3)).float()
    conv.weight[:COMPONENTS] = 0
    for row, column, tap_row, tap_column, channel in _taps():
        conv.weight[:COMPONENTS, channel:channel + 3, tap_row, tap_column] = weights[:, row, column]
    conv.bias[:COMPONENTS] = torch.from_numpy(-(code.projection @ code.mean)).float()


@torch.no_grad()
def read_from(conv: nn.Conv2d) -> BlockCode:
    """Recovers a code with the same latents. Of the mean only its share in the four components is in the weights."""
    weights, offset = conv.weight.cpu().double().numpy(), conv.bias.cpu().double().numpy()[:COMPONENTS]
    projection = np.zeros((COMPONENTS, BLOCK, BLOCK, 3))
    for row, column, tap_row, tap_column, channel in _taps():
        projection[:, row, column] = weights[:COMPONENTS, channel:channel + 3, tap_row, tap_column]
    projection = projection.reshape(COMPONENTS, VALUES)
    inverse = np.linalg.pinv(projection)
    return BlockCode(inverse @ -offset, projection, inverse)
