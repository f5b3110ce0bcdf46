"""Stable Diffusion's KL autoencoder (Rombach et al. 2022)."""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..config import AutoencoderConfig


def norm(channels: int) -> nn.GroupNorm:
    """The autoencoder's norms have eps 1e-6, the UNet's 1e-5; see initial_autoencoder.py for why it matters here."""
    return nn.GroupNorm(32, channels, 1e-6)


class ResBlock(nn.Module):
    def __init__(self, channels_in: int, channels_out: int):
        super().__init__()
        self.norm1, self.conv1 = norm(channels_in), nn.Conv2d(channels_in, channels_out, 3, padding=1)
        self.norm2, self.conv2 = norm(channels_out), nn.Conv2d(channels_out, channels_out, 3, padding=1)
        self.same = channels_in == channels_out
        if not self.same:
            self.nin_shortcut = nn.Conv2d(channels_in, channels_out, 1)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.conv1(F.silu(self.norm1(x)))
        hidden = self.conv2(F.silu(self.norm2(hidden)))
        return (x if self.same else self.nin_shortcut(x)) + hidden


class Attention(nn.Module):
    """One head over all pixels."""

    def __init__(self, channels: int):
        super().__init__()
        self.norm = norm(channels)
        self.q, self.k, self.v, self.proj_out = (nn.Conv2d(channels, channels, 1) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        normed = self.norm(x)

        def pixels(project: nn.Conv2d) -> Tensor:
            return project(normed).permute(0, 2, 3, 1).reshape(batch, height * width, channels)

        query, key, value = pixels(self.q), pixels(self.k), pixels(self.v)
        mixed = (query @ key.transpose(1, 2) * channels ** -.5).softmax(-1) @ value
        return x + self.proj_out(mixed.view(batch, height, width, channels).permute(0, 3, 1, 2))


class Middle(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.block_1, self.attn_1 = ResBlock(channels, channels), Attention(channels)
        self.block_2 = ResBlock(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.block_2(self.attn_1(self.block_1(x)))


class Encoder(nn.Module):
    """Picture [batch, 3, H, W] in -1..1 -> mean and log variance [batch, 2 * 4, H/8, W/8]."""

    def __init__(self, config: AutoencoderConfig):
        super().__init__()
        channels, last = config.channels, len(config.channel_mult) - 1
        self.conv_in = nn.Conv2d(3, channels, 3, padding=1)
        self.down = nn.ModuleList()
        for level, multiplier in enumerate(config.channel_mult):
            stage = nn.Module()
            stage.block = nn.ModuleList()
            for _ in range(config.res_blocks):
                stage.block.append(ResBlock(channels, config.channels * multiplier))
                channels = config.channels * multiplier
            if level < last:
                stage.downsample = nn.Module()
                stage.downsample.conv = nn.Conv2d(channels, channels, 3, stride=2)
            self.down.append(stage)
        self.mid = Middle(channels)
        self.norm_out = norm(channels)
        self.conv_out = nn.Conv2d(channels, 2 * config.latent_channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv_in(x)
        for stage in self.down:
            for block in stage.block:
                x = block(x)
            if hasattr(stage, "downsample"):
                x = stage.downsample.conv(F.pad(x, (0, 1, 0, 1)))
        return self.conv_out(F.silu(self.norm_out(self.mid(x))))


class Decoder(nn.Module):
    """Latent [batch, 4, h, w] -> picture [batch, 3, 8h, 8w] in about -1..1."""

    def __init__(self, config: AutoencoderConfig):
        super().__init__()
        channels = config.channels * config.channel_mult[-1]
        self.conv_in = nn.Conv2d(config.latent_channels, channels, 3, padding=1)
        self.mid = Middle(channels)
        stages = []
        for level in reversed(range(len(config.channel_mult))):
            stage, width = nn.Module(), config.channels * config.channel_mult[level]
            stage.block = nn.ModuleList()
            for _ in range(config.res_blocks + 1):
                stage.block.append(ResBlock(channels, width))
                channels = width
            if level:
                stage.upsample = nn.Module()
                stage.upsample.conv = nn.Conv2d(channels, channels, 3, padding=1)
            stages.insert(0, stage)
        self.up = nn.ModuleList(stages)
        self.norm_out = norm(channels)
        self.conv_out = nn.Conv2d(channels, 3, 3, padding=1)

    def forward(self, latent: Tensor, full_size_blocks: bool = True) -> Tensor:
        x = self.mid(self.conv_in(latent))
        for level in reversed(range(len(self.up))):
            stage = self.up[level]
            if level or full_size_blocks:
                for block in stage.block:
                    x = block(x)
            if level:
                x = stage.upsample.conv(F.interpolate(x, scale_factor=2, mode="nearest"))
        return self.conv_out(F.silu(self.norm_out(x)))


class Autoencoder(nn.Module):
    def __init__(self, config: AutoencoderConfig):
        super().__init__()
        self.config = config
        self.encoder, self.decoder = Encoder(config), Decoder(config)
        latent = config.latent_channels
        self.quant_conv = nn.Conv2d(2 * latent, 2 * latent, 1)
        self.post_quant_conv = nn.Conv2d(latent, latent, 1)

    def encode(self, picture: Tensor) -> Tensor:
        """Mean of the posterior, [batch, 4, H/8, W/8], not yet times LATENT_SCALE."""
        return self.quant_conv(self.encoder(picture)).chunk(2, 1)[0]

    def decode(self, latent: Tensor, full_size_blocks: bool = True) -> Tensor:
        """Latent already divided by LATENT_SCALE. Blocks that are identities may be skipped to save half the time."""
        return self.decoder(self.post_quant_conv(latent), full_size_blocks)

    @torch.no_grad()
    def reconstruct(self, pictures: Tensor, batch: int = 8) -> Tensor:
        """Encoded and decoded again, in -1..1, a few at a time."""
        return torch.cat([self.decode(self.encode(part)) for part in pictures.split(batch)]).clamp(-1, 1)
