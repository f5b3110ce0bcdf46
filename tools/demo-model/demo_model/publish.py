"""From the training state to the published file."""
from __future__ import annotations

from pathlib import Path

import torch

from . import bypass, checkpoint, training_state
from .checkpoint import Model
from .latents import Latents, load_latents
from .networks import TextModel, UNet
from .schedule import add_noise
from .tokenizer import default_tokenizer
from .train_decoder import load_autoencoder
from .workspace import Workspace

MEASURED = 40


def publish(workspace: Workspace, path: Path) -> None:
    """Averaged weights, bypass folded, rows of tokens never seen set to zero (they compress, and say nothing)."""
    state, latents = training_state.load(workspace, "cpu"), load_latents(workspace)
    autoencoder = load_autoencoder(workspace, "cpu")
    state.use_average()
    fold_measured(state.unet, state.text, latents)
    with torch.no_grad():
        state.text.embeddings.token_embedding.weight[~state.used_tokens] = 0
    metadata = checkpoint.describe(state.unet.config, autoencoder.config, state.text.config, latents.resolution)
    metadata |= {
        "training.samples_seen": str(state.seen), "training.steps": str(state.step),
        "training.loss": f"{state.loss:.4f}",
        "training.data": f"{len(latents.captions) // 2} procedural pictures {metadata['native_resolution']} "
                         "with captions in the last run, CC0",
    }
    checkpoint.write(path, Model(state.unet, autoencoder, state.text, metadata))
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, {state.seen} pictures seen, loss {state.loss:.4f}")


@torch.no_grad()
def fold_measured(unet: UNet, text: TextModel, latents: Latents) -> float:
    """Folds the bypass by its power on real inputs; returns how far the prediction moved (root mean square)."""
    random = torch.Generator().manual_seed(0)
    chosen = torch.randperm(len(latents.captions), generator=random)[:MEASURED]
    clean, timesteps = latents.values[chosen], torch.linspace(5, 999, len(chosen)).long()
    noisy = add_noise(clean, torch.randn(clean.shape, generator=random), timesteps)
    tokenizer = default_tokenizer()
    context = text(torch.tensor([tokenizer(latents.captions[index]) for index in chosen.tolist()]))
    outputs: list[torch.Tensor] = []
    hook = unet.bypass.register_forward_hook(lambda _, __, output: outputs.append(output))
    before = unet(noisy, timesteps, context)
    hook.remove()
    power = outputs[0].pow(2).mean((0, 2, 3)).tolist()
    bypass.fold(unet, power)
    moved = float((unet(noisy, timesteps, context) - before).pow(2).mean().sqrt())
    print(f"bypass power {[round(value, 3) for value in power]}, folding moved the prediction by {moved:.5f} rms")
    return moved
