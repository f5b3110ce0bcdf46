"""Pictures as bytes [n, H, W, 3] and as tensors [n, 3, H, W] in -1..1."""
from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch import Tensor


def to_tensor(pictures: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def to_bytes(pictures: Tensor) -> np.ndarray:
    values = (pictures.clamp(-1, 1) + 1) / 2 * 255
    return values.round().byte().permute(0, 2, 3, 1).cpu().numpy()


def psnr(pictures: Tensor, reconstructions: Tensor) -> Tensor:
    """Peak signal to noise ratio of each picture, dB [n]."""
    error = ((pictures - reconstructions) / 2).pow(2).mean((1, 2, 3))
    return -10 * error.log10()


def tile(pictures: np.ndarray, columns: int) -> Image.Image:
    """Side by side, row after row."""
    count, height, width, _ = pictures.shape
    sheet = Image.new("RGB", (columns * width, -(-count // columns) * height))
    for index, picture in enumerate(pictures):
        sheet.paste(Image.fromarray(picture), (index % columns * width, index // columns * height))
    return sheet
