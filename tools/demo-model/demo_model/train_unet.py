"""Trains UNet and text encoder together on the latents."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from . import training_state
from .captions import training_ids
from .clock import RunningMean, TrainingClock, cosine_rate
from .latents import Latents, load_latents
from .noise_loss import NoiseLoss, draw_timesteps, noise_loss
from .schedule import add_noise
from .tokenizer import Tokenizer, default_tokenizer
from .training_state import TrainingState
from .warm_up_text import warm_up_text
from .workspace import Workspace

#: the bypass is linear and sees everything: it learns well at a quarter of the others' rate
BYPASS_RATE = .25
WARM_UP_STEPS = 60


@dataclass(frozen=True)
class UNetTraining:
    minutes: float = 15
    batch: int = 32
    learning_rate: float | None = None      # 1e-3 from nothing, 3e-4 when going on
    device: str = "cpu"
    mixed_precision: bool = True            # bfloat16 where it is safe, on CUDA only: the CPU gains nothing by it
    text_warm_up: float = 1.2               # minutes, only from nothing
    seed: int | None = None                 # by default the step reached so far

    @property
    def mixed(self) -> bool:
        return self.device == "cuda" and self.mixed_precision


@dataclass
class Batch:
    latents: Tensor     # [batch, 4, h, w]
    ids: Tensor         # [batch, 77]


def train_unet(workspace: Workspace, options: UNetTraining) -> None:
    """Goes on from training.pt where there is one, else starts; writes it every 150 seconds and at the end."""
    latents, tokenizer = load_latents(workspace, options.device), default_tokenizer()
    known = workspace.training.exists()
    state = training_state.load(workspace, options.device) if known else TrainingState.fresh(options.device)
    seed = state.step if options.seed is None else options.seed
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    if not known:
        warm_up_text(state.text, tokenizer, latents, options.text_warm_up, random)
        state.restart_average()
    rate = options.learning_rate or (3e-4 if known else 1e-3)
    optimizer, first, progress = make_optimizer(state, rate), state.step, _Progress(state, options.minutes)
    while progress.clock.fraction < 1:
        factor = cosine_rate(state.step - first, WARM_UP_STEPS, progress.clock.fraction, .03)
        for group in optimizer.param_groups:
            group["lr"] = rate * group["scale"] * factor
        batch = draw_batch(random, latents, tokenizer, options.batch)
        progress.add(training_step(state, optimizer, batch, options.mixed))
        if progress.clock.due("report", 60):
            progress.report()
        if progress.clock.due("save", 150):
            _save(state, optimizer, workspace)
    progress.report()
    _save(state, optimizer, workspace)


def make_optimizer(state: TrainingState, rate: float) -> torch.optim.AdamW:
    """Two groups, the bypass apart; with the memory of an earlier run where there is one."""
    slow = list(state.unet.bypass.parameters())
    rest = [parameter for parameter in state.parameters() if all(parameter is not other for other in slow)]
    groups = [{"params": rest, "scale": 1.0}, {"params": slow, "scale": BYPASS_RATE}]
    optimizer = torch.optim.AdamW(groups, lr=rate, betas=(.9, .99), weight_decay=.01)
    if state.optimizer is not None:
        optimizer.load_state_dict(state.optimizer)
    return optimizer


def draw_batch(random: np.random.Generator, latents: Latents, tokenizer: Tokenizer, size: int) -> Batch:
    chosen = random.integers(0, len(latents.captions), size)
    ids = torch.tensor([training_ids(random, tokenizer, latents.captions[index]) for index in chosen])
    device = latents.values.device
    return Batch(latents.values[torch.from_numpy(chosen).to(device)], ids)


def training_step(state: TrainingState, optimizer: torch.optim.Optimizer, batch: Batch, mixed: bool) -> NoiseLoss:
    """One step down the loss; keeps counts and average up to date."""
    latents, device = batch.latents, batch.latents.device
    state.used_tokens[batch.ids.flatten()] = True
    timesteps = draw_timesteps(len(latents)).to(device)
    noise = torch.randn_like(latents)
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=mixed):
        context = state.text(batch.ids.to(device))
        predicted = state.unet(add_noise(latents, noise, timesteps), timesteps, context)
    loss = noise_loss(predicted, noise, timesteps)
    optimizer.zero_grad(set_to_none=True)
    loss.total.backward()
    torch.nn.utils.clip_grad_norm_(state.parameters(), 1.0)
    optimizer.step()
    state.step += 1
    state.seen += len(latents)
    state.update_average()
    return loss


def _save(state: TrainingState, optimizer: torch.optim.Optimizer, workspace: Workspace) -> None:
    state.optimizer = optimizer.state_dict()
    training_state.save(state, workspace)


class _Progress:
    """Running means and the line that is printed once a minute."""

    def __init__(self, state: TrainingState, minutes: float):
        self.clock = TrainingClock(minutes)
        self._state, self._seen_before = state, state.seen
        self._error, self._total, self._mean_error = RunningMean(.99), RunningMean(.99), RunningMean(.99)

    def add(self, loss: NoiseLoss) -> None:
        self._error.add(float(loss.error))
        self._total.add(float(loss.total))
        self._mean_error.add(float(loss.mean_error))
        self._state.loss = self._error.value

    def report(self) -> None:
        state, seconds = self._state, self.clock.seconds
        print(f"{seconds / 60:.1f} min, step {state.step}, seen {state.seen}, mse {self._error.value:.4f}, "
              f"loss {self._total.value:.4f}, mean error {self._mean_error.value:.5f}, "
              f"{(state.seen - self._seen_before) / seconds:.1f} pictures/s", flush=True)
