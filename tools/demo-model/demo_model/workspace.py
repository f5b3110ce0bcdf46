"""The working folder: what each command leaves for the next."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch

from .errors import DemoModelError


class Workspace:
    def __init__(self, folder: str | Path):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.block_code = self.folder / "block-code.pt"
        self.autoencoder = self.folder / "autoencoder.pt"
        self.latents = self.folder / "latents.pt"
        self.training = self.folder / "training.pt"
        self.decoder_sheet = self.folder / "decoder.png"

    def pictures(self, seed: int) -> Path:
        return self.folder / f"pictures-{seed}.npy"

    def captions(self, seed: int) -> Path:
        return self.folder / f"pictures-{seed}.json"

    def picture_seeds(self) -> list[int]:
        """Seeds of all picture sets that are complete (the captions are written last)."""
        return sorted(int(path.stem.split("-")[1]) for path in self.folder.glob("pictures-*.json"))


def save(content: Any, path: Path) -> None:
    """Writes beside, then renames: a stopped program never leaves half a file."""
    partial = path.with_suffix(path.suffix + ".part")
    torch.save(content, partial)
    os.replace(partial, path)


def load(path: Path, device: str = "cpu", made_by: str = "") -> Any:
    """made_by: the command to name when the file is missing."""
    if not path.exists():
        raise DemoModelError(f"{path} is missing: run `{made_by}` first")
    return torch.load(path, map_location=device)
