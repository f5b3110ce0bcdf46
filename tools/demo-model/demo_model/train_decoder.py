"""Trains the autoencoder's decoder. The encoder is finished from the start (initial_autoencoder.py)."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from . import workspace as files
from .block_code import BlockCode
from .clock import RunningMean, TrainingClock, cosine_rate
from .config import LATENT_SCALE, AutoencoderConfig
from .dataset import load_pictures
from .images import psnr, tile, to_bytes, to_tensor
from .initial_autoencoder import freeze_carriers
from .latents import load_block_code
from .networks import Autoencoder
from .scenes import draw_pictures
from .workspace import Workspace

HELD_OUT_SEED = 999


@dataclass(frozen=True)
class DecoderTraining:
    minutes: float = 15
    batch: int = 12                     # crops of half the size; a quarter as many whole pictures
    learning_rate: float = 1e-3
    device: str = "cpu"
    whole_share: float = .2             # last part of the time, on whole pictures
    full_size_blocks: bool = False      # also train the two blocks at full size: twice the time
    seed: int = 0


def train_decoder(workspace: Workspace, options: DecoderTraining) -> None:
    """Goes on from autoencoder.pt and writes it every two minutes and at the end."""
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    autoencoder = load_autoencoder(workspace, options.device)
    freeze_carriers(autoencoder)
    sets, code = load_pictures(workspace), load_block_code(workspace)
    held_out = to_tensor(draw_pictures(HELD_OUT_SEED, 24, sets[0].shape[1])).to(options.device)
    parameters = list(autoencoder.decoder.parameters())
    optimizer = torch.optim.AdamW(parameters, options.learning_rate, betas=(.9, .98), weight_decay=0)
    clock, loss_mean, step = TrainingClock(options.minutes), RunningMean(.97), 0
    while clock.fraction < 1:
        for group in optimizer.param_groups:
            group["lr"] = options.learning_rate * cosine_rate(step, 50, clock.fraction, .02)
        whole = clock.fraction > 1 - options.whole_share
        crops = sample_crops(random, sets, options.batch, whole)
        loss = decoder_loss(autoencoder, code, crops, options)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in parameters if p.grad is not None], 1.0)
        optimizer.step()
        step += 1
        loss_mean.add(float(loss))
        if clock.due("report", 120):
            files.save(autoencoder.state_dict(), workspace.autoencoder)
            _report(autoencoder, held_out, clock, step, loss_mean)
    files.save(autoencoder.state_dict(), workspace.autoencoder)
    reconstructed = _report(autoencoder, held_out, clock, step, loss_mean)
    rows = torch.cat([held_out[:8], reconstructed[:8], held_out[8:16], reconstructed[8:16]])
    tile(to_bytes(rows), columns=8).save(workspace.decoder_sheet)


def load_autoencoder(workspace: Workspace, device: str) -> Autoencoder:
    autoencoder = Autoencoder(AutoencoderConfig())
    autoencoder.load_state_dict(files.load(workspace.autoencoder, made_by="start` or `resume"))
    return autoencoder.to(device, memory_format=torch.channels_last)


def sample_crops(random: np.random.Generator, sets: list[np.ndarray], batch: int, whole: bool) -> np.ndarray:
    """Random pictures or crops of half their size on the block grid, half of them mirrored; uint8 [n, H, W, 3]."""
    crops = []
    for _ in range(max(2, batch // 4) if whole else batch):
        pictures = sets[int(random.integers(len(sets)))]
        picture = pictures[int(random.integers(len(pictures)))]
        if not whole:
            half = len(picture) // 2
            top, left = 8 * random.integers(0, (len(picture) - half) // 8 + 1, 2)
            picture = picture[top:top + half, left:left + half]
        crops.append(picture[:, ::-1] if random.random() < .5 else picture)
    return np.stack(crops)


def decoder_loss(autoencoder: Autoencoder, code: BlockCode, crops: np.ndarray, options: DecoderTraining) -> Tensor:
    """Absolute and squared error and half the error of the gradients, which keeps edges sharp.

    Latents get a little noise, because the sampler's are never exact.
    """
    pictures = to_tensor(crops).to(options.device)
    latents = torch.from_numpy(code.encode(crops)).to(options.device)
    strength = .05 * torch.rand(len(latents), 1, 1, 1, device=options.device)
    latents = latents + torch.randn_like(latents) * strength
    error = autoencoder.decode(latents / LATENT_SCALE, options.full_size_blocks) - pictures
    across, down = error[..., :, 1:] - error[..., :, :-1], error[..., 1:, :] - error[..., :-1, :]
    return error.abs().mean() + error.pow(2).mean() + .5 * (across.abs().mean() + down.abs().mean())


def _report(autoencoder: Autoencoder, held_out: Tensor, clock: TrainingClock, step: int, loss: RunningMean) -> Tensor:
    """Prints a line; returns the reconstructions."""
    reconstructed = autoencoder.reconstruct(held_out)
    decibels = psnr(held_out, reconstructed).mean()
    print(f"{clock.seconds / 60:.1f} min, step {step}, loss {loss.value:.4f}, held out {decibels:.2f} dB", flush=True)
    return reconstructed
