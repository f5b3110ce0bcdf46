"""The autoencoder before any training: a finished encoder, and a decoder that already shows blocky pictures.

Encoder: the block code, written exactly into the ordinary weights. Residual branches are silent (last conv = 0). The
last GroupNorm and SiLU are made linear with pairs, silu(v) - silu(-v) = v, and with constant reference channels
(+64, -64) that fix the norm's deviation. It is never trained, so latents are known from the start and never go stale.

Decoder: ordinary weights, but the mean colour of each block is passed straight through, again with pairs. A GroupNorm
of 32 groups on 64 channels would erase a picture's mean colour; the carriers are so small (CARRIER_AMPLITUDE) that
the norm's eps = 1e-6 rules its division, which keeps them linear, and a zero channel beside each keeps the mean. Only
these few rows are kept from training.
"""
from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from . import block_code
from .block_code import COMPONENTS, BlockCode
from .config import LATENT_SCALE, AutoencoderConfig
from .networks import Autoencoder
from .networks.autoencoder import Attention, Decoder, Encoder, ResBlock

CARRIER_AMPLITUDE = 2e-4
CARRIERS = 12
NORM_EPS = 1e-6
#: typical mean square of a colour in -1..1, for the carriers' share of the norm's variance
COLOR_POWER = .3 ** 2
REFERENCE = 64.0
#: standard deviation of the posterior, in units of the latent's own
POSTERIOR = .05


@torch.no_grad()
def build(code: BlockCode, seed: int = 0) -> Autoencoder:
    """An autoencoder of the default sizes; the carriers' places fit only these."""
    torch.manual_seed(seed)
    autoencoder = Autoencoder(AutoencoderConfig())
    _write_encoder(autoencoder.encoder, code)
    _write_quantization(autoencoder, code)
    _write_decoder(autoencoder.decoder)
    return autoencoder


def freeze_carriers(autoencoder: Autoencoder) -> None:
    """Masks the gradients of the tiny carrier rows: the optimizer would move them by far more than their size."""
    decoder = autoencoder.decoder
    carry = [decoder.up[1].upsample.conv, decoder.norm_out, *(block.conv2 for block in decoder.up[0].block)]
    for layer in carry:
        layer.weight.register_hook(_without_carriers)
        layer.bias.register_hook(_without_carriers)


def _without_carriers(gradient: Tensor) -> Tensor:
    gradient = gradient.clone()
    gradient[:CARRIERS] = 0
    return gradient


def _clear(layer: nn.Module, rows: int | None = None) -> None:
    """Zeros in the first output rows (all without a number)."""
    layer.weight[:rows] = 0
    layer.bias[:rows] = 0


def _tap(conv: nn.Conv2d, output: int, channel: int, value: float) -> None:
    """Output = value * channel, nothing else."""
    conv.weight[output] = 0
    conv.bias[output] = 0
    conv.weight[output, channel, 1, 1] = value


def _write_encoder(encoder: Encoder, code: BlockCode) -> None:
    for module in encoder.modules():
        if isinstance(module, ResBlock):
            _clear(module.conv2)
        elif isinstance(module, Attention):
            _clear(module.proj_out)
    for color in range(3):
        _tap(encoder.conv_in, color, color, 1)
    for level, channels in ((0, 3), (1, 12)):
        _write_space_to_depth(encoder.down[level].downsample.conv, channels)
    block_code.write_into(encoder.down[2].downsample.conv, code)
    _write_linear_output(encoder)


def _write_space_to_depth(conv: nn.Conv2d, channels: int) -> None:
    """Moves each 2x2 square of pixels into four times the channels."""
    _clear(conv, 4 * channels)
    for row in range(2):
        for column in range(2):
            for channel in range(channels):
                conv.weight[(row * 2 + column) * channels + channel, channel, row, column] = 1


def _write_linear_output(encoder: Encoder) -> None:
    """Each latent fills one norm group of four channels: (v, -v, +64, -64)."""
    shortcut, norm, output = encoder.down[3].block[0].nin_shortcut, encoder.norm_out, encoder.conv_out
    _clear(shortcut, 4 * COMPONENTS)
    _clear(output)
    for latent in range(COMPONENTS):
        first = 4 * latent
        shortcut.weight[first, latent] = 1
        shortcut.weight[first + 1, latent] = -1
        shortcut.bias[first + 2], shortcut.bias[first + 3] = REFERENCE, -REFERENCE
        norm.weight[first:first + 4] = REFERENCE / math.sqrt(2)
        output.weight[latent, first, 1, 1] = 1
        output.weight[latent, first + 1, 1, 1] = -1


def _write_quantization(autoencoder: Autoencoder, code: BlockCode) -> None:
    """Scales the latents as SD expects; on the way back gives red, green and blue block means and the 4th component."""
    before, after, unscale = autoencoder.quant_conv, autoencoder.post_quant_conv, 1 / LATENT_SCALE
    _clear(before)
    for latent in range(COMPONENTS):
        before.weight[latent, latent] = unscale
    before.bias[COMPONENTS:] = 2 * math.log(unscale * POSTERIOR)
    _clear(after)
    colors = torch.from_numpy(code.inverse.reshape(64, 3, COMPONENTS).mean(0))
    after.weight[:3, :, 0, 0] = (colors * LATENT_SCALE).float()
    after.weight[3, 3] = LATENT_SCALE
    after.bias[:3] = torch.from_numpy(code.mean.reshape(64, 3).mean(0)).float()


def _write_decoder(decoder: Decoder) -> None:
    """The first four channels are the colours and the 4th component, untouched by every residual branch."""
    for channel in range(COMPONENTS):
        _tap(decoder.conv_in, channel, channel, 1)
        for level in (3, 2):
            _tap(decoder.up[level].upsample.conv, channel, channel, 1)
    for module in decoder.modules():
        if isinstance(module, ResBlock):
            module.conv2.weight.mul_(.05)       # small branches: training starts near the identity
            _clear(module.conv2, COMPONENTS)
            if not module.same:
                _clear(module.nin_shortcut, COMPONENTS)
                for channel in range(COMPONENTS):
                    module.nin_shortcut.weight[channel, channel] = 1
    _clear(decoder.mid.attn_1.proj_out, COMPONENTS)
    for block in decoder.up[0].block:           # full size: identities until they are trained
        _clear(block.conv2)
    _write_carriers(decoder)


def _write_carriers(decoder: Decoder) -> None:
    last_upsample, norm, output = decoder.up[1].upsample.conv, decoder.norm_out, decoder.conv_out
    output.weight.mul_(.1)
    output.weight[:, :CARRIERS] = 0
    output.bias.zero_()
    for color in range(3):
        for pair, sign in enumerate((1, -1)):
            carrier = 4 * color + 2 * pair
            _tap(last_upsample, carrier, color, sign * CARRIER_AMPLITUDE)
            _tap(last_upsample, carrier + 1, color, 0)
            output.weight[color, carrier, 1, 1] = sign
            output.weight[color, carrier + 1, 1, 1] = -sign
    norm.weight[:CARRIERS] = math.sqrt(NORM_EPS + CARRIER_AMPLITUDE ** 2 * COLOR_POWER) / CARRIER_AMPLITUDE
