"""Stable Diffusion 1.x's noise: 1000 timesteps, scaled-linear betas; sigma is noise over signal."""
from __future__ import annotations

import functools
import math

import torch
from torch import Tensor


@functools.lru_cache(maxsize=None)
def alphas_cumprod() -> Tensor:
    """Share of the signal's variance left at each timestep, float32 [1000]."""
    betas = torch.linspace(0.00085 ** .5, 0.012 ** .5, 1000, dtype=torch.float64) ** 2
    return torch.cumprod(1 - betas, 0).float()


@functools.lru_cache(maxsize=None)
def sigmas() -> Tensor:
    """float64 [1000], growing."""
    alphas = alphas_cumprod().double()
    return ((1 - alphas) / alphas).sqrt()


def sigma_at(timestep: float) -> float:
    """Between whole timesteps log(sigma) is interpolated linearly."""
    timestep = min(max(float(timestep), 0), 999)
    low, high = math.floor(timestep), math.ceil(timestep)
    weight, logs = timestep - low, sigmas().log()
    return float(((1 - weight) * logs[low] + weight * logs[high]).exp())


def timestep_of(sigma: float) -> int:
    """The timestep whose log(sigma) is nearest."""
    return int((sigmas().log() - math.log(sigma)).abs().argmin())


def normal_schedule(steps: int) -> list[float]:
    """steps + 1 sigmas: timesteps evenly from 999 to 0, then no noise."""
    return [sigma_at(timestep) for timestep in torch.linspace(999, 0, steps).tolist()] + [0.0]


def add_noise(latents: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
    """What the UNet sees at the timesteps [batch], shaped as the latents [batch, 4, h, w]."""
    alphas = alphas_cumprod().to(latents.device)[timesteps][:, None, None, None]
    return alphas.sqrt() * latents + (1 - alphas).sqrt() * noise
