"""Training state out of a published checkpoint file, so that anyone can train on without the original's state."""
from __future__ import annotations

from pathlib import Path

import torch

from . import block_code, bypass, checkpoint, training_state
from . import workspace as files
from .checkpoint import Model
from .latents import save_block_code
from .training_state import TrainingState
from .workspace import Workspace


def resume(workspace: Workspace, path: Path) -> None:
    """Writes block code, autoencoder and training state. The optimizer's memory is lost: its first steps are slow."""
    model = checkpoint.load(path)
    code = block_code.read_from(model.autoencoder.encoder.down[2].downsample.conv)
    state = state_from(model)
    save_block_code(code, workspace)
    files.save(model.autoencoder.state_dict(), workspace.autoencoder)
    training_state.save(state, workspace)
    print(f"resumed from {path}: {state.seen} pictures seen, {int(state.used_tokens.sum())} tokens known, loss {state.loss}")


@torch.no_grad()
def state_from(model: Model, seed: int = 0) -> TrainingState:
    """Unfolds the bypass. Tokens without a row (zero in the file) get a random one, as before all training."""
    bypass.unfold(model.unet)
    rows = model.text.embeddings.token_embedding.weight
    used = rows.abs().sum(1) > 0
    noise = torch.randn(rows.shape, generator=torch.Generator().manual_seed(seed)) * .5
    rows[~used] = noise.to(rows)[~used]
    metadata = model.metadata
    return TrainingState.of(
        model.unet, model.text, used.cpu(), int(metadata.get("training.samples_seen", 0)),
        int(metadata.get("training.steps", 0)), float(metadata.get("training.loss", "nan")))
