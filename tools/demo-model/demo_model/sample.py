"""Pictures from prompts: Euler steps with classifier-free guidance."""
from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from .checkpoint import Model
from .config import LATENT_FACTOR, LATENT_SCALE
from .images import to_bytes
from .networks import UNet
from .schedule import normal_schedule, timestep_of
from .tokenizer import default_tokenizer

BATCH = 24


@torch.no_grad()
def euler(unet: UNet, context: Tensor, empty_context: Tensor, noise: Tensor, steps: int = 25, cfg: float = 4.0) -> Tensor:
    """Latents [n, 4, h, w] times LATENT_SCALE from unit noise and contexts [n, 77, width]."""
    levels = normal_schedule(steps)
    x = noise * math.sqrt(1 + levels[0] ** 2)
    both = torch.cat([context, empty_context])
    for sigma, following in zip(levels[:-1], levels[1:]):
        timesteps = torch.full((2 * len(x),), timestep_of(sigma), device=x.device)
        scaled = torch.cat([x, x]) / math.sqrt(sigma * sigma + 1)
        wanted, unwanted = unet(scaled, timesteps, both).chunk(2)
        predicted = unwanted + cfg * (wanted - unwanted)
        x = x + predicted * (following - sigma)     # the derivative (x - denoised) / sigma is the predicted noise
    return x


def unit_noise(seed: int, resolution: int) -> Tensor:
    """[1, 4, h, w], the same on every device."""
    size = resolution // LATENT_FACTOR
    return torch.randn(1, 4, size, size, generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def generate(model: Model, prompts: list[str], first_seed: int, steps: int = 25, cfg: float = 4.0) -> np.ndarray:
    """uint8 [n, H, W, 3] at the model's own resolution; prompt i has seed first_seed + i."""
    tokenizer, pictures = default_tokenizer(), []
    for start in range(0, len(prompts), BATCH):
        part = prompts[start:start + BATCH]
        context = model.text(torch.tensor([tokenizer(prompt) for prompt in part], device=model.device))
        empty = model.text(torch.tensor([tokenizer("")], device=model.device)).expand(len(part), -1, -1)
        seeds = range(first_seed + start, first_seed + start + len(part))
        noise = torch.cat([unit_noise(seed, model.resolution) for seed in seeds]).to(model.device)
        latents = euler(model.unet, context, empty, noise, steps, cfg)
        pictures += [to_bytes(model.autoencoder.decode(few / LATENT_SCALE)) for few in latents.split(4)]
    return np.concatenate(pictures)
