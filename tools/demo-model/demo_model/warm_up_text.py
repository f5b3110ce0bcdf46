"""A minute for the text encoder alone, before it meets the UNet.

The padding positions, which see the whole prompt, learn to tell the picture's 8x8 latent. Cross-attention then has
something to read from its first step, which saves hours on a CPU.
"""
from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .captions import vary
from .clock import RunningMean, TrainingClock
from .latents import Latents
from .networks import TextModel
from .tokenizer import END, Tokenizer

LEARNING_RATE = 2e-3
BATCH = 64


def warm_up_text(text: TextModel, tokenizer: Tokenizer, latents: Latents, minutes: float,
                 random: np.random.Generator) -> None:
    """Trains `text` in place with a small head that is thrown away."""
    device = latents.values.device
    targets = F.avg_pool2d(latents.values, latents.values.shape[-1] // 8).flatten(1)
    head = nn.Sequential(nn.Linear(text.config.width, 256), nn.SiLU(), nn.Linear(256, targets.shape[1])).to(device)
    parameters = [*text.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(parameters, LEARNING_RATE)
    clock, mean, step = TrainingClock(minutes), RunningMean(.98), 0
    while clock.fraction < 1:
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1, (step + 1) / 50) * (1 - .95 * min(clock.fraction, 1))
        chosen = random.integers(0, len(targets), BATCH)
        ids = torch.tensor([tokenizer(vary(random, latents.captions[index])) for index in chosen])
        predicted = head(_padding_mean(text, ids.to(device)))
        loss = (predicted - targets[torch.from_numpy(chosen).to(device)]).pow(2).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        step += 1
        mean.add(float(loss))
        if step % 100 == 0:
            print(f"text warm-up, step {step}, loss {mean.value:.4f} of variance {targets.var():.3f}", flush=True)


def _padding_mean(text: TextModel, ids: Tensor) -> Tensor:
    """Mean context [batch, width] over the end tokens, up to one behind the longest prompt."""
    length = int((ids == END).int().argmax(1).max()) + 2
    ids = ids[:, :length]
    padding = (ids == END).float()
    return (text(ids) * padding[..., None]).sum(1) / padding.sum(1, keepdim=True)
