"""The parts of the UNet: residual blocks, transformers, resampling."""
from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn


def silence(layer: nn.Conv2d) -> nn.Conv2d:
    """A branch that ends in a layer of zeros starts as nothing and grows; returns the layer."""
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


class ResBlock(nn.Module):
    def __init__(self, channels_in: int, channels_out: int, embedding: int):
        super().__init__()
        self.in_layers = nn.Sequential(
            nn.GroupNorm(32, channels_in, 1e-5), nn.SiLU(), nn.Conv2d(channels_in, channels_out, 3, padding=1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(embedding, channels_out))
        # Dropout(0) only keeps the place: the convolution's key is out_layers.3
        self.out_layers = nn.Sequential(
            nn.GroupNorm(32, channels_out, 1e-5), nn.SiLU(), nn.Dropout(0),
            silence(nn.Conv2d(channels_out, channels_out, 3, padding=1)))
        same = channels_in == channels_out
        self.skip_connection = nn.Identity() if same else nn.Conv2d(channels_in, channels_out, 1)

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        hidden = self.in_layers(x) + self.emb_layers(embedding)[:, :, None, None]
        return self.skip_connection(x) + self.out_layers(hidden)


class Attention(nn.Module):
    """Self-attention without a context, cross-attention with one."""

    def __init__(self, width: int, context: int, heads: int):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(context, width, bias=False)
        self.to_v = nn.Linear(context, width, bias=False)
        self.to_out = nn.Sequential(nn.Linear(width, width), nn.Dropout(0))

    def forward(self, x: Tensor, context: Tensor | None = None) -> Tensor:
        """x [batch, pixels, width], context [batch, tokens, context]."""
        context = x if context is None else context
        batch, pixels, width = x.shape
        size = width // self.heads

        def split(y: Tensor) -> Tensor:
            return y.view(batch, -1, self.heads, size).transpose(1, 2)

        query, key, value = split(self.to_q(x)), split(self.to_k(context)), split(self.to_v(context))
        weights = ((query @ key.transpose(-1, -2)) * size ** -.5).softmax(-1)
        return self.to_out((weights @ value).transpose(1, 2).reshape(batch, pixels, width))


class GEGLU(nn.Module):
    """Shazeer 2020: one half of a projection gates the other."""

    def __init__(self, width: int, inner: int):
        super().__init__()
        self.proj = nn.Linear(width, inner * 2)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.proj(x).chunk(2, -1)
        return value * F.gelu(gate)


class TransformerBlock(nn.Module):
    def __init__(self, width: int, context: int, heads: int):
        super().__init__()
        self.attn1 = Attention(width, width, heads)
        self.ff = nn.Module()
        self.ff.net = nn.Sequential(GEGLU(width, width * 4), nn.Dropout(0), nn.Linear(width * 4, width))
        self.attn2 = Attention(width, context, heads)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        x = x + self.attn1(self.norm1(x))
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff.net(self.norm3(x))


class SpatialTransformer(nn.Module):
    """A transformer over all pixels of a feature map [batch, channels, height, width]."""

    def __init__(self, channels: int, context: int, heads: int):
        super().__init__()
        self.norm = nn.GroupNorm(32, channels, 1e-6)
        self.proj_in = nn.Conv2d(channels, channels, 1)
        self.transformer_blocks = nn.ModuleList([TransformerBlock(channels, context, heads)])
        self.proj_out = silence(nn.Conv2d(channels, channels, 1))

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        pixels = self.proj_in(self.norm(x)).permute(0, 2, 3, 1).reshape(batch, height * width, channels)
        for block in self.transformer_blocks:
            pixels = block(pixels, context)
        return x + self.proj_out(pixels.view(batch, height, width, channels).permute(0, 3, 1, 2))


class Downsample(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.op = nn.Conv2d(channels, channels, 3, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.op(x)


class Upsample(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        # float: before torch 2.1 there is no such interpolation of bfloat16 on CUDA
        return self.conv(F.interpolate(x.float(), scale_factor=2, mode="nearest"))


class Stage(nn.Sequential):
    """Layers in a row, each given what it asks for."""

    def forward(self, x: Tensor, embedding: Tensor, context: Tensor) -> Tensor:
        for layer in self:
            if isinstance(layer, ResBlock):
                x = layer(x, embedding)
            elif isinstance(layer, SpatialTransformer):
                x = layer(x, context)
            else:
                x = layer(x)
        return x
