"""Which noise levels a batch gets, and what a wrong prediction costs."""
from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

EVEN_SHARE = .6


def draw_timesteps(batch: int) -> Tensor:
    """Stratified over the batch, int64 [batch]: 60 % over all levels, 40 % over the noisy end (600..999), where
    layout and colour are decided."""
    even = int(EVEN_SHARE * batch)
    noisy = batch - even
    everywhere = (torch.arange(even) + torch.rand(even)) / max(even, 1)
    late = .6 + .4 * (torch.arange(noisy) + torch.rand(noisy)) / max(noisy, 1)
    return (1000 * torch.cat([everywhere, late])).long().clamp(0, 999)


def area_weight(timesteps: Tensor) -> Tensor:
    """Weight of errors of a sixteenth of the picture: 0 below 200, 6 from 500 on."""
    return 6 * ((timesteps - 200) / 300).clamp(0, 1)


def mean_weight(timesteps: Tensor) -> Tensor:
    """Weight of errors of the whole picture's mean: 0 below 550, 60 from 750 on."""
    return 60 * ((timesteps - 550) / 200).clamp(0, 1)


@dataclass
class NoiseLoss:
    total: Tensor           # what is minimized
    error: Tensor           # plain mean squared error
    mean_error: Tensor      # squared error of the mean, at high noise


def noise_loss(predicted: Tensor, noise: Tensor, timesteps: Tensor) -> NoiseLoss:
    """Mean squared error [batch, 4, h, w], plus the errors of large areas.

    Large areas are overall colours, which the plain error hardly feels. The optimum stays the same. At low noise the
    mean of the noise cannot be known, so there is no weight on it there.
    """
    difference = predicted.float() - noise
    error = difference.pow(2).mean()
    areas = F.avg_pool2d(difference, max(1, difference.shape[-1] // 4)).pow(2).mean((1, 2, 3))
    means = difference.mean((2, 3)).pow(2).mean(1)
    total = error + (area_weight(timesteps) * areas).mean() + (mean_weight(timesteps) * means).mean()
    high = timesteps > 850
    return NoiseLoss(total, error.detach(), (means[high] if bool(high.any()) else means).mean().detach())
