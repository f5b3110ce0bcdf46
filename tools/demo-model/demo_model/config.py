"""Sizes of the three networks. Every size can be read back from a checkpoint's key names and shapes, except heads."""
from __future__ import annotations

from dataclasses import dataclass

#: what a Stable Diffusion 1.x latent is multiplied with after the encoder and divided by before the decoder
LATENT_SCALE = 0.18215
#: picture pixels per latent pixel
LATENT_FACTOR = 8


@dataclass(frozen=True)
class TextConfig:
    width: int = 64
    layers: int = 3
    heads: int = 4
    mlp: int = 256
    vocabulary: int = 49408
    length: int = 77


@dataclass(frozen=True)
class UNetConfig:
    model_channels: int = 64
    channel_mult: tuple[int, ...] = (1, 2, 2)
    res_blocks: int = 1
    attention_levels: tuple[int, ...] = (1, 2)
    heads: int = 8
    context: int = 64
    latent_channels: int = 4


@dataclass(frozen=True)
class AutoencoderConfig:
    channels: int = 64
    channel_mult: tuple[int, ...] = (1, 1, 1, 2)
    res_blocks: int = 1
    latent_channels: int = 4
