"""Stable Diffusion 1.x's UNet (Rombach et al. 2022) with a training-only bypass, see bypass.py."""
from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from ..config import UNetConfig
from .unet_blocks import Downsample, ResBlock, SpatialTransformer, Stage, Upsample, silence


def timestep_embedding(timesteps: Tensor, width: int) -> Tensor:
    """[batch] -> [batch, width]: cosines, then sines, of frequencies from 1 down to 1/10000."""
    half = width // 2
    frequencies = torch.exp(
        -math.log(10000) * torch.arange(half, dtype=torch.float32, device=timesteps.device) / half)
    angles = timesteps.float()[:, None] * frequencies[None]
    return torch.cat([angles.cos(), angles.sin()], -1)


class UNet(nn.Module):
    """Noisy latent [batch, 4, h, w], timestep [batch] (0..999), context [batch, tokens, width] -> noise, as the latent."""

    def __init__(self, config: UNetConfig):
        super().__init__()
        self.config = config
        channels, embedding = config.model_channels, config.model_channels * 4
        self.time_embed = nn.Sequential(
            nn.Linear(channels, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        widths = self._build_down(embedding)
        top = widths[-1]
        self.middle_block = Stage(
            ResBlock(top, top, embedding), SpatialTransformer(top, config.context, config.heads),
            ResBlock(top, top, embedding))
        self._build_up(embedding, widths)
        self.out = nn.Sequential(
            nn.GroupNorm(32, channels, 1e-5), nn.SiLU(),
            silence(nn.Conv2d(channels, config.latent_channels, 3, padding=1)))
        self.bypass: nn.Conv2d | None = None

    def _block(self, level: int, channels_in: int, embedding: int) -> list[nn.Module]:
        """A residual block and, at the levels that have attention, a transformer."""
        config = self.config
        channels = config.channel_mult[level] * config.model_channels
        layers: list[nn.Module] = [ResBlock(channels_in, channels, embedding)]
        if level in config.attention_levels:
            layers.append(SpatialTransformer(channels, config.context, config.heads))
        return layers

    def _build_down(self, embedding: int) -> list[int]:
        """Adds input_blocks; returns the channels of every skip connection."""
        config = self.config
        channels = config.model_channels
        self.input_blocks = nn.ModuleList([Stage(nn.Conv2d(config.latent_channels, channels, 3, padding=1))])
        widths = [channels]
        for level, multiplier in enumerate(config.channel_mult):
            for _ in range(config.res_blocks):
                self.input_blocks.append(Stage(*self._block(level, channels, embedding)))
                channels = multiplier * config.model_channels
                widths.append(channels)
            if level < len(config.channel_mult) - 1:
                self.input_blocks.append(Stage(Downsample(channels)))
                widths.append(channels)
        return widths

    def _build_up(self, embedding: int, widths: list[int]) -> None:
        """Adds output_blocks, each of which takes one skip connection."""
        config, channels, skips = self.config, widths[-1], list(widths)
        self.output_blocks = nn.ModuleList()
        for level in reversed(range(len(config.channel_mult))):
            for block in range(config.res_blocks + 1):
                layers = self._block(level, channels + skips.pop(), embedding)
                channels = config.channel_mult[level] * config.model_channels
                if level and block == config.res_blocks:
                    layers.append(Upsample(channels))
                self.output_blocks.append(Stage(*layers))

    def forward(self, latent: Tensor, timesteps: Tensor, context: Tensor) -> Tensor:
        embedding = self.time_embed(timestep_embedding(timesteps, self.config.model_channels))
        x, skips = latent, []
        for stage in self.input_blocks:
            x = stage(x, embedding, context)
            skips.append(x)
        x = self.middle_block(x, embedding, context)
        for stage in self.output_blocks:
            joined = torch.cat([x, skips.pop()], 1)
            x = stage(joined, embedding, context)
        # full precision at the end: it decides small differences between large numbers
        with torch.autocast(latent.device.type, enabled=False):
            noise = self.out(x.float())
            return noise if self.bypass is None else noise + self.bypass(joined.float())
