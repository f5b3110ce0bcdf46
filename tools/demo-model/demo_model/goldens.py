"""Reference tensors of every stage, for the tests of other implementations."""
from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import checkpoint
from .checkpoint import Model
from .config import LATENT_SCALE
from .sample import euler, unit_noise
from .scenes import draw_pictures
from .schedule import normal_schedule, sigmas, timestep_of
from .tokenizer import default_tokenizer

CASES = [("a red sunset over snowy mountains with a lake", 42), ("a yellow star on a purple background", 7),
         ("Night sky, full moon, pine forest", 123456)]
TIMESTEPS = (981, 501)
STEPS, CFG = 20, 5.0
NOTES = (
    "fp32 arithmetic on the fp16-rounded weights of the file, torch CPU. input_t*: noise*sigma/sqrt(sigma^2+1) with "
    "sigma = sigmas[t]. latent: model space (multiply by 1/0.18215 before the decoder). Euler: ComfyUI 'normal' schedule "
    "(linspace(999,0,20) -> sigma by log-linear interpolation, then 0), first latent = noise*sqrt(1+sigma_max^2) "
    "(max_denoise), timestep = nearest sigma index, eps-denoiser, cfg applied on denoised (= on eps). "
    "image: [1,3,{0},{0}] in 0..1.")


class GoldenFolder:
    """Writes tensors as float32 .npy files and hands their names to the index."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, tensor: Tensor) -> str:
        np.save(self.folder / f"{name}.npy", tensor.detach().numpy().astype(np.float32))
        return f"{name}.npy"


@torch.no_grad()
def write_goldens(path: Path, folder: Path) -> None:
    """Runs the file on the CPU and writes the folder with its index.json."""
    model, golden = checkpoint.load(path), GoldenFolder(folder)
    empty_ids = torch.tensor([default_tokenizer()("")])
    empty = model.text(empty_ids)
    levels = normal_schedule(STEPS)
    index = {
        "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "notes": NOTES.format(model.resolution),
        "sigma_max": float(sigmas()[-1]), "sigma_min": float(sigmas()[0]),
        **{f"sigma_{timestep}": float(sigmas()[timestep]) for timestep in TIMESTEPS},
        "steps": STEPS, "cfg": CFG, "sigmas": levels, "timesteps": [timestep_of(sigma) for sigma in levels[:-1]],
        "cases": [_case(model, golden, number, prompt, seed, empty) for number, (prompt, seed) in enumerate(CASES)],
        "empty": {"ids": empty_ids[0].tolist(), "text": golden.put("empty_text", empty)},
        "vae": _autoencoder_case(model, golden),
    }
    (folder / "index.json").write_text(json.dumps(index, indent=1), encoding="utf-8")
    print(f"{folder}: {len(list(folder.glob('*.npy')))} tensors")


def _case(model: Model, golden: GoldenFolder, number: int, prompt: str, seed: int, empty: Tensor) -> dict[str, object]:
    """Text, two single predictions with and without the prompt, and a whole run."""
    ids = torch.tensor([default_tokenizer()(prompt)])
    context, noise = model.text(ids), unit_noise(seed, model.resolution)
    case: dict[str, object] = {
        "prompt": prompt, "seed": seed, "ids": ids[0].tolist(),
        "text": golden.put(f"{number}_text", context), "noise": golden.put(f"{number}_noise", noise),
    }
    for timestep in TIMESTEPS:
        sigma, at = float(sigmas()[timestep]), torch.tensor([timestep])
        scaled = noise * sigma / math.sqrt(sigma * sigma + 1)
        tensors = {"input": scaled, "eps": model.unet(scaled, at, context), "eps_uncond": model.unet(scaled, at, empty)}
        for name, tensor in tensors.items():
            case[f"{name}_t{timestep}"] = golden.put(f"{number}_{name}_t{timestep}", tensor)
    latent = euler(model.unet, context, empty, noise, STEPS, CFG)
    case["latent"] = golden.put(f"{number}_latent", latent)
    case["image"] = golden.put(f"{number}_image", _unit(model.autoencoder.decode(latent / LATENT_SCALE)))
    return case


def _autoencoder_case(model: Model, golden: GoldenFolder) -> dict[str, str]:
    picture = torch.from_numpy(draw_pictures(77, 1, model.resolution)).permute(0, 3, 1, 2).float() / 255
    mean = model.autoencoder.encode(picture * 2 - 1)
    return {
        "image": golden.put("vae_image", picture), "mean_times_scale": golden.put("vae_mean", mean * LATENT_SCALE),
        "decoded": golden.put("vae_decoded", _unit(model.autoencoder.decode(mean))),
        "note": "mean of the posterior (no sampling) times 0.18215",
    }


def _unit(picture: Tensor) -> Tensor:
    """-1..1 to 0..1"""
    return ((picture + 1) / 2).clamp(0, 1)
