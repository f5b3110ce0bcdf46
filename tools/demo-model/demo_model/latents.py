"""All pictures as latents, each also mirrored (no caption speaks of left or right)."""
from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor

from . import workspace as files
from .block_code import BlockCode
from .config import LATENT_FACTOR
from .dataset import load_captions, load_pictures
from .workspace import Workspace


@dataclass
class Latents:
    values: Tensor          # float32 [n, 4, h, w], times LATENT_SCALE
    captions: list[str]     # n

    @property
    def resolution(self) -> int:
        return self.values.shape[-1] * LATENT_FACTOR


def encode_dataset(workspace: Workspace) -> None:
    """Needs the block code of `start` or `resume`; writes latents.pt in half precision."""
    code = load_block_code(workspace)
    values, captions = [], []
    for pictures, own_captions in zip(load_pictures(workspace), load_captions(workspace)):
        for mirrored in (False, True):
            for first in range(0, len(pictures), 500):
                part = np.asarray(pictures[first:first + 500])
                part = part[:, :, ::-1] if mirrored else part
                values.append(torch.from_numpy(code.encode(part)).half())
            captions += own_captions
    latents = torch.cat(values)
    files.save({"values": latents, "captions": captions}, workspace.latents)
    print(f"{len(captions)} latents of {latents.shape[-2]}x{latents.shape[-1]}, deviation {latents.float().std():.3f}")


def load_latents(workspace: Workspace, device: str = "cpu") -> Latents:
    content = files.load(workspace.latents, made_by="latents")
    return Latents(content["values"].float().to(device), content["captions"])


def save_block_code(code: BlockCode, workspace: Workspace) -> None:
    """As tensors, because newer versions of torch load nothing else by default."""
    files.save({name: torch.from_numpy(values) for name, values in asdict(code).items()}, workspace.block_code)


def load_block_code(workspace: Workspace) -> BlockCode:
    tensors = files.load(workspace.block_code, made_by="start` or `resume")
    return BlockCode(**{name: tensor.numpy() for name, tensor in tensors.items()})
