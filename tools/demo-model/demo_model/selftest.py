"""Checks in seconds, on the CPU, that the pieces fit; needs the golden index and the published file for some."""
from __future__ import annotations

import json
import math
import tempfile
import time
from pathlib import Path
from typing import Callable

import numpy as np
import torch

from . import block_code, bypass, checkpoint, safetensors_file, training_state
from .checkpoint import Model
from .config import LATENT_SCALE, AutoencoderConfig, TextConfig, UNetConfig
from .errors import DemoModelError
from .images import psnr, to_tensor
from .initial_autoencoder import build
from .latents import Latents
from .networks import Autoencoder, TextModel, UNet
from .noise_loss import NoiseLoss
from .resume import state_from
from .scenes import draw_picture, draw_pictures
from .tokenizer import REPOSITORY, default_tokenizer
from .train_unet import draw_batch, make_optimizer, training_step
from .training_state import TrainingState
from .workspace import Workspace

GOLDEN_INDEX = REPOSITORY / "Studio.Tests/Golden/demo/index.json"
PUBLISHED = REPOSITORY / "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"


def run() -> None:
    """Runs every check and says how long it took; the first that fails ends the program."""
    torch.manual_seed(0)
    checks: list[Callable[[], str]] = [
        tokenizer_agrees_with_goldens, pictures_repeat_themselves, block_code_survives_its_weights,
        encoder_is_the_block_code, bypass_folds_and_unfolds, file_reads_as_written, published_file_resumes_and_folds_back,
        training_steps_stay_finite, training_state_reads_as_saved]
    for check in checks:
        started = time.monotonic()
        detail = check()
        print(f"ok  {check.__name__.replace('_', ' ')}: {detail} ({time.monotonic() - started:.1f} s)", flush=True)


def expect(condition: bool, complaint: str) -> None:
    if not condition:
        raise DemoModelError(f"self-test: {complaint}")


def tokenizer_agrees_with_goldens() -> str:
    expect(GOLDEN_INDEX.exists(), f"{GOLDEN_INDEX} is missing")
    index, tokenizer = json.loads(GOLDEN_INDEX.read_text(encoding="utf-8")), default_tokenizer()
    known = [(case["prompt"], case["ids"]) for case in index["cases"]] + [("", index["empty"]["ids"])]
    for prompt, ids in known:
        expect(tokenizer(prompt) == ids, f"other ids for {prompt!r}: {tokenizer(prompt)}")
    expect(tokenizer.encode("Hello, world!") == [3306, 267, 1002, 256], "other ids for 'Hello, world!'")
    return f"{len(known) + 1} prompts"


def pictures_repeat_themselves() -> str:
    for index in range(4):
        first, second, large = (draw_picture(77, index, size) for size in (128, 128, 256))
        expect(first[1:] == second[1:] and np.array_equal(first[0], second[0]), f"picture {index} differs the second time")
        expect(large[0].size == (256, 256), "a picture of 256 has another size")
    return "same seed, same picture and caption"


def block_code_survives_its_weights() -> str:
    pictures = draw_pictures(77, 8)
    code = block_code.fit(pictures)
    recovered = block_code.read_from(build(code).encoder.down[2].downsample.conv)
    difference = np.abs(code.encode(pictures) - recovered.encode(pictures)).max()
    expect(difference < 1e-3, f"recovered block code is off by {difference}")
    return f"latents differ by at most {difference:.1e}"


def encoder_is_the_block_code() -> str:
    pictures = draw_pictures(77, 8)
    code = block_code.fit(pictures)
    autoencoder = build(code)
    with torch.no_grad():
        encoded = autoencoder.encode(to_tensor(pictures[:2])) * LATENT_SCALE
    difference = float((encoded - torch.from_numpy(code.encode(pictures[:2]))).abs().max())
    expect(difference < 1e-2, f"the network encodes otherwise than the block code, by {difference}")
    blocky = float(psnr(to_tensor(pictures[:2]), autoencoder.reconstruct(to_tensor(pictures[:2]))).mean())
    expect(blocky > 12, f"the untrained decoder reaches only {blocky:.1f} dB")
    return f"differ by at most {difference:.1e}; untrained decoder {blocky:.1f} dB"


@torch.no_grad()
def bypass_folds_and_unfolds() -> str:
    unet = _random_unet()
    latent, timesteps, context = torch.randn(4, 4, 16, 16), torch.tensor([5, 300, 700, 990]), torch.randn(4, 77, 64)
    before, outputs = unet(latent, timesteps, context), []
    hook = unet.bypass.register_forward_hook(lambda _, __, output: outputs.append(output))
    unet(latent, timesteps, context)
    hook.remove()
    bypass.fold(unet, outputs[0].pow(2).mean((0, 2, 3)).tolist())
    moved = float((unet(latent, timesteps, context) - before).pow(2).mean().sqrt() / before.std())
    expect(moved < .05, f"folding moved the prediction by {moved:.1%}")
    bypass.unfold(unet)
    back = float((unet(latent, timesteps, context) - before).abs().max())
    expect(back < 1e-4, f"unfolding does not give the prediction back: {back}")
    return f"folding moves the prediction by {moved:.0e}, unfolding brings it back to {back:.0e}"


def file_reads_as_written() -> str:
    model = Model(UNet(UNetConfig()), Autoencoder(AutoencoderConfig()), TextModel(TextConfig()), {})
    model.metadata = checkpoint.describe(model.unet.config, model.autoencoder.config, model.text.config, 256)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "written.safetensors"
        checkpoint.write(path, model)
        loaded = checkpoint.load(path)
        again = Path(folder) / "again.safetensors"
        checkpoint.write(again, loaded)
        expect(path.read_bytes() == again.read_bytes(), "writing what was read gives another file")
    for name in ("unet", "autoencoder", "text"):
        expect(getattr(loaded, name).config == getattr(model, name).config, f"other {name} sizes after reading")
    expect(loaded.resolution == 256 and loaded.metadata == model.metadata, "other metadata after reading")
    return "same bytes, same sizes"


@torch.no_grad()
def published_file_resumes_and_folds_back() -> str:
    """What `resume` and `write` do, without training between: every folded weight must come back bit for bit."""
    tensors, _ = safetensors_file.read(PUBLISHED)
    unet = state_from(checkpoint.load(PUBLISHED)).unet
    bypass.fold(unet, [1.0] * 4)
    power_dependent = {"out.0.weight"}
    for name, weight in unet.state_dict().items():
        if name not in power_dependent:
            same = np.array_equal(weight.numpy().astype(np.float16), tensors[checkpoint.UNET + name])
            expect(same, f"{name} changes between resume and write")
    return f"{len(unet.state_dict()) - 1} tensors unchanged"


def training_steps_stay_finite() -> str:
    detail = f"mse {float(_train('cpu', mixed=False).error):.3f} on the CPU"
    if torch.cuda.is_available():
        detail += f", {float(_train('cuda', mixed=True).error):.3f} on CUDA in mixed precision"
    return detail


def training_state_reads_as_saved() -> str:
    state = TrainingState.fresh("cpu")
    state.seen = 7
    with tempfile.TemporaryDirectory() as folder:
        training_state.save(state, Workspace(folder))
        loaded = training_state.load(Workspace(folder), "cpu")
    same = all(torch.equal(a, b) for a, b in zip(state.parameters(), loaded.parameters()))
    expect(same and loaded.seen == 7, "a training state changes on its way through a file")
    return f"{len(loaded.parameters())} parameters"


def _random_unet() -> UNet:
    """A UNet with a bypass whose silent layers are loud, so that a mistake anywhere shows."""
    unet = UNet(UNetConfig())
    bypass.attach(unet)
    for parameter in unet.parameters():
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=.05)
    bypass.clear_reserved(unet)
    return unet


def _train(device: str, mixed: bool) -> NoiseLoss:
    """Two steps on random latents."""
    state = TrainingState.fresh(device)
    optimizer, random = make_optimizer(state, 1e-3), np.random.default_rng(0)
    latents = Latents(torch.randn(8, 4, 16, 16, device=device), ["a red sunset, clouds, a lake"] * 8)
    for _ in range(2):
        loss = training_step(state, optimizer, draw_batch(random, latents, default_tokenizer(), 4), mixed)
    for name, values in (("loss", loss.total), ("average", torch.cat([tensor.flatten() for tensor in state.average]))):
        expect(bool(torch.isfinite(values).all()), f"{name} is not finite after a training step")
    for parameter in state.parameters():
        expect(bool(torch.isfinite(parameter).all()), "a weight is not finite after a training step")
    written, read = state.unet.output_blocks[-1][0].skip_connection.weight, state.unet.out[2].weight.transpose(0, 1)
    for weight in (written, read):
        expect(not weight[:bypass.RESERVED].any(), "training wrote into the reserved channels")
    expect(math.isfinite(float(loss.error)) and float(loss.error) < 2, f"mse {float(loss.error)} on pure noise")
    return loss
