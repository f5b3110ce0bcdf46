"""A new model from nothing: block code from the pictures, autoencoder built from it."""
from __future__ import annotations

import numpy as np
import torch

from . import block_code
from . import workspace as files
from .config import LATENT_SCALE
from .dataset import load_pictures
from .images import psnr, to_tensor
from .initial_autoencoder import build
from .latents import save_block_code
from .workspace import Workspace


def start(workspace: Workspace) -> None:
    """Writes block code and autoencoder; an earlier training state is removed, its latents mean something else."""
    pictures = load_pictures(workspace)[0]
    code = block_code.fit(pictures)
    autoencoder = build(code)
    sample = np.array(pictures[:8])
    with torch.no_grad():
        encoded = autoencoder.encode(to_tensor(sample)) * LATENT_SCALE
    difference = (encoded - torch.from_numpy(code.encode(sample))).abs().max().item()
    blocky = psnr(to_tensor(sample), autoencoder.reconstruct(to_tensor(sample))).mean().item()
    save_block_code(code, workspace)
    files.save(autoencoder.state_dict(), workspace.autoencoder)
    workspace.training.unlink(missing_ok=True)
    print(f"encoder: network and block code differ by at most {difference:.1e}; untrained decoder {blocky:.1f} dB")
