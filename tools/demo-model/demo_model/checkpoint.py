"""The single-file checkpoint in the layout of Stable Diffusion 1.x: networks to tensors and back."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import safetensors_file
from .config import LATENT_SCALE, AutoencoderConfig, TextConfig, UNetConfig
from .errors import DemoModelError
from .networks import Autoencoder, TextModel, UNet

UNET = "model.diffusion_model."
AUTOENCODER = "first_stage_model."
TEXT = "cond_stage_model.transformer.text_model."
POSITION_IDS = TEXT + "embeddings.position_ids"

StateDict = dict[str, Tensor]


@dataclass
class Model:
    """The three networks of a file and what its metadata says."""
    unet: UNet
    autoencoder: Autoencoder
    text: TextModel
    metadata: dict[str, str]

    @property
    def resolution(self) -> int:
        """The size the model was trained at, pixels per side."""
        return int(self.metadata.get("native_resolution", "128x128").split("x")[0])

    @property
    def device(self) -> torch.device:
        return self.unet.out[2].weight.device


def load(path: Path, device: str = "cpu") -> Model:
    """Networks in float32, ready to run, not to train."""
    tensors, metadata = safetensors_file.read(path)
    unet_state, autoencoder_state, text_state = (_part(tensors, prefix) for prefix in (UNET, AUTOENCODER, TEXT))
    try:
        unet = UNet(_unet_config(unet_state, metadata))
        autoencoder = Autoencoder(_autoencoder_config(autoencoder_state))
        text = TextModel(_text_config(text_state, metadata))
        unet.load_state_dict(unet_state)
        autoencoder.load_state_dict(autoencoder_state)
        text.load_state_dict(text_state)
    except (KeyError, StopIteration, ValueError, RuntimeError) as error:
        raise DemoModelError(f"{path} is not an SD 1.x checkpoint of this program's kind: {error}") from error
    for network in (unet, autoencoder, text):
        network.to(device).eval().requires_grad_(False)
    return Model(unet, autoencoder, text, metadata)


def write(path: Path, model: Model) -> None:
    """All weights in half precision, as they are."""
    tensors: dict[str, np.ndarray] = {}
    for prefix, network in ((UNET, model.unet), (AUTOENCODER, model.autoencoder), (TEXT, model.text)):
        for name, weight in network.state_dict().items():
            half = weight.detach().float().cpu().numpy().astype(np.float16)
            if not np.isfinite(half).all():
                raise DemoModelError(f"{prefix}{name} does not fit into half precision: the training has diverged")
            tensors[prefix + name] = half
    tensors[POSITION_IDS] = np.arange(model.text.config.length, dtype=np.int64)[None]
    safetensors_file.write(path, tensors, model.metadata)


def describe(unet: UNetConfig, autoencoder: AutoencoderConfig, text: TextConfig, resolution: int) -> dict[str, str]:
    """Metadata that follows from the sizes."""
    return {
        "format": "pt", "modelspec.title": "studio demo", "license": "CC0-1.0",
        "modelspec.description": "Tiny Stable Diffusion 1.x layout model trained from scratch on procedurally generated "
                                 "pictures (tools/demo-model): simple landscapes and coloured shapes. No outside pictures "
                                 "or weights. Encoder of the autoencoder is a fixed linear map.",
        "architecture": "stable-diffusion-v1 (reduced)", "prediction_type": "epsilon",
        "schedule": "scaled_linear 0.00085 0.012 1000", "scale_factor": str(LATENT_SCALE),
        "native_resolution": f"{resolution}x{resolution}", "suggested": "euler, 25 steps, cfg 4",
        "unet.model_channels": str(unet.model_channels), "unet.channel_mult": _comma(unet.channel_mult),
        "unet.num_res_blocks": str(unet.res_blocks), "unet.attention_levels": _comma(unet.attention_levels),
        "unet.heads": str(unet.heads), "unet.context_dim": str(unet.context),
        "vae.ch": str(autoencoder.channels), "vae.ch_mult": _comma(autoencoder.channel_mult),
        "vae.num_res_blocks": str(autoencoder.res_blocks), "vae.z_channels": str(autoencoder.latent_channels),
        "text.width": str(text.width), "text.layers": str(text.layers), "text.heads": str(text.heads),
        "text.activation": "quick_gelu",
    }


def _comma(values: tuple[int, ...]) -> str:
    return ",".join(map(str, values))


def _part(tensors: dict[str, np.ndarray], prefix: str) -> StateDict:
    return {name[len(prefix):]: torch.from_numpy(tensor.astype(np.float32))
            for name, tensor in tensors.items() if name.startswith(prefix) and name != POSITION_IDS}


def _count(state: StateDict, prefix: str) -> int:
    """How many numbers follow the prefix: encoder.layers.0, .1, .2 -> 3."""
    return 1 + max(int(name[len(prefix):].split(".")[0]) for name in state if name.startswith(prefix))


def _text_config(state: StateDict, metadata: dict[str, str]) -> TextConfig:
    vocabulary, width = state["embeddings.token_embedding.weight"].shape
    heads = int(metadata.get("text.heads", width // 64))     # 64 per head is CLIP's habit, too wide for small ones
    return TextConfig(width, _count(state, "encoder.layers."), heads, len(state["encoder.layers.0.mlp.fc1.bias"]),
                      vocabulary, len(state["embeddings.position_embedding.weight"]))


def _unet_config(state: StateDict, metadata: dict[str, str]) -> UNetConfig:
    """Levels are what lies between downsamplings; input block 0 is the first convolution."""
    channels, latent_channels = state["input_blocks.0.0.weight"].shape[:2]
    multipliers, attention, res_blocks, first = [], [], 0, True
    for block in range(1, _count(state, "input_blocks.")):
        if f"input_blocks.{block}.0.op.weight" in state:
            res_blocks, first = 0, True
            continue
        res_blocks += 1
        if first:
            multipliers.append(len(state[f"input_blocks.{block}.0.in_layers.2.bias"]) // channels)
            if f"input_blocks.{block}.1.proj_in.weight" in state:
                attention.append(len(multipliers) - 1)
        first = False
    context = next(weight.shape[1] for name, weight in state.items() if name.endswith("attn2.to_k.weight"))
    heads = int(metadata.get("unet.heads", 8))
    return UNetConfig(channels, tuple(multipliers), res_blocks, tuple(attention), heads, context, latent_channels)


def _autoencoder_config(state: StateDict) -> AutoencoderConfig:
    channels, levels = len(state["encoder.conv_in.bias"]), _count(state, "encoder.down.")
    multipliers = (len(state[f"encoder.down.{level}.block.0.conv1.bias"]) // channels for level in range(levels))
    res_blocks = _count(state, "encoder.down.0.block.")
    return AutoencoderConfig(channels, tuple(multipliers), res_blocks, len(state["post_quant_conv.bias"]))
