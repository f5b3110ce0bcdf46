"""The linear path around the UNet's last norm, and how it hides in the standard weights.

The mean of the predicted noise decides a picture's overall colours, but out.0, a GroupNorm of 32 groups on 64
channels, hardly lets a mean through. So while training, a 1x1 convolution leads from the input of the last block
past the norm to the output. `fold` writes the same function into the ordinary weights of an SD 1.x UNet; `unfold`
reads it back, so that training can go on from a published file.

Fold: 16 of the last block's 64 channels are reserved (zero while training). For latent channel c and
sign s = +1, -1 a group of two holds (s * AMPLITUDE * bypass_c, 0). AMPLITUDE is so small that the norm's eps = 1e-5
rules its division, which therefore is nearly a constant; the norm's weight undoes it. silu(v) - silu(-v) = v then
makes the sum over both signs and both channels linear, and out.2 adds it to the prediction.
"""
from __future__ import annotations

import math
from typing import Sequence

import torch
from torch import nn

from .errors import DemoModelError
from .networks import UNet

AMPLITUDE = 5e-4
RESERVED = 16
NORM_EPS = 1e-5


def attach(unet: UNet) -> None:
    """Gives the UNet a bypass of zeros; nothing changes yet."""
    _check_foldable(unet)
    channels = unet.output_blocks[-1][0].skip_connection.in_channels
    bypass = nn.Conv2d(channels, unet.config.latent_channels, 1).to(unet.out[2].weight.device)
    nn.init.zeros_(bypass.weight)
    nn.init.zeros_(bypass.bias)
    unet.bypass = bypass


@torch.no_grad()
def clear_reserved(unet: UNet) -> None:
    """Empties the reserved channels: nothing writes them, nothing reads them.

    They stay empty while training, because no gradient reaches a weight between two zeros.
    """
    last = unet.output_blocks[-1][0]
    for layer in (last.skip_connection, last.out_layers[3]):
        layer.weight[:RESERVED] = 0
        layer.bias[:RESERVED] = 0
    unet.out[0].bias[:RESERVED] = 0
    unet.out[2].weight[:, :RESERVED] = 0


@torch.no_grad()
def fold(unet: UNet, power: Sequence[float]) -> None:
    """Writes the bypass into the reserved channels and drops it.

    power: mean square of the bypass's output per latent channel on typical inputs; it is what the norm will see
    on top of its eps.
    """
    weight, bias = unet.bypass.weight, unet.bypass.bias
    clear_reserved(unet)
    skip, norm, output = unet.output_blocks[-1][0].skip_connection, unet.out[0], unet.out[2]
    for channel in range(unet.config.latent_channels):
        # a group holds (v, 0): its variance is about a quarter to a half of v's mean square
        gain = math.sqrt(NORM_EPS + AMPLITUDE ** 2 * .5 * power[channel]) / AMPLITUDE
        for pair, sign in enumerate((1, -1)):
            carrier = 4 * channel + 2 * pair
            skip.weight[carrier] = sign * AMPLITUDE * weight[channel]
            skip.bias[carrier] = sign * AMPLITUDE * bias[channel]
            norm.weight[carrier:carrier + 2] = gain
            output.weight[channel, carrier, 1, 1] = sign
            output.weight[channel, carrier + 1, 1, 1] = -sign
    unet.bypass = None


@torch.no_grad()
def unfold(unet: UNet) -> None:
    """The inverse of `fold`: recovers the bypass and frees the reserved channels for further training."""
    attach(unet)
    skip = unet.output_blocks[-1][0].skip_connection
    for channel in range(unet.config.latent_channels):
        carrier = 4 * channel
        if not torch.equal(skip.weight[carrier], -skip.weight[carrier + 2]):
            raise DemoModelError("no folded bypass in this UNet: it was not written by this program")
        unet.bypass.weight[channel] = skip.weight[carrier] / AMPLITUDE
        unet.bypass.bias[channel] = skip.bias[carrier] / AMPLITUDE
    unet.out[0].weight[:RESERVED] = 1
    clear_reserved(unet)


def _check_foldable(unet: UNet) -> None:
    last, norm = unet.output_blocks[-1][0], unet.out[0]
    two_per_group = norm.num_channels == 2 * norm.num_groups
    if not two_per_group or unet.config.latent_channels * 4 != RESERVED or isinstance(last.skip_connection, nn.Identity):
        raise DemoModelError("the bypass is folded into groups of two channels: model_channels must be 64, latents 4")
