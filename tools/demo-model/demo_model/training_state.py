"""What UNet training needs to go on: networks, their running average, the optimizer and some counts."""
from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

from . import bypass
from . import workspace as files
from .config import TextConfig, UNetConfig
from .networks import TextModel, UNet
from .workspace import Workspace

#: the running average of the weights never looks back much farther than 1 / (1 - this) steps
AVERAGE_DECAY = .998


@dataclass
class TrainingState:
    unet: UNet                              # with its bypass, reserved channels zero
    text: TextModel
    average: list[Tensor]                   # of parameters(), same order
    used_tokens: Tensor                     # bool [vocabulary], tokens that occurred in training
    seen: int = 0                           # pictures
    step: int = 0
    loss: float = float("nan")              # recent mean squared error of the predicted noise
    optimizer: dict[str, Any] | None = None

    @classmethod
    def of(cls, unet: UNet, text: TextModel, used_tokens: Tensor, seen: int = 0, step: int = 0,
           loss: float = float("nan")) -> TrainingState:
        """A state whose average starts at the weights themselves."""
        state = cls(unet.train().requires_grad_(True), text.train().requires_grad_(True), [], used_tokens, seen, step, loss)
        state.restart_average()
        return state

    @classmethod
    def fresh(cls, device: str) -> TrainingState:
        unet, text = UNet(UNetConfig()), TextModel(TextConfig())
        bypass.attach(unet)
        bypass.clear_reserved(unet)
        return cls.of(unet.to(device), text.to(device), torch.zeros(text.config.vocabulary, dtype=torch.bool))

    def parameters(self) -> list[nn.Parameter]:
        return [*self.unet.parameters(), *self.text.parameters()]

    @torch.no_grad()
    def restart_average(self) -> None:
        self.average = [parameter.detach().clone() for parameter in self.parameters()]

    @torch.no_grad()
    def update_average(self) -> None:
        """Short at the beginning of all training, then long."""
        decay = min(AVERAGE_DECAY, (1 + self.step) / (10 + self.step))
        torch._foreach_mul_(self.average, decay)
        torch._foreach_add_(self.average, [parameter.detach() for parameter in self.parameters()], alpha=1 - decay)

    @torch.no_grad()
    def use_average(self) -> None:
        """The average becomes the weights."""
        for parameter, average in zip(self.parameters(), self.average):
            parameter.copy_(average)


def save(state: TrainingState, workspace: Workspace) -> None:
    files.save({
        "unet_config": asdict(state.unet.config), "text_config": asdict(state.text.config),
        "unet": state.unet.state_dict(), "text": state.text.state_dict(), "average": state.average,
        "used_tokens": state.used_tokens, "seen": state.seen, "step": state.step, "loss": state.loss,
        "optimizer": state.optimizer,
    }, workspace.training)


def load(workspace: Workspace, device: str) -> TrainingState:
    content = files.load(workspace.training, device, made_by="resume` or `train-unet")
    unet, text = UNet(UNetConfig(**content.pop("unet_config"))), TextModel(TextConfig(**content.pop("text_config")))
    bypass.attach(unet)
    unet.load_state_dict(content.pop("unet"))
    text.load_state_dict(content.pop("text"))
    content["used_tokens"] = content["used_tokens"].cpu()
    return TrainingState(unet.to(device), text.to(device), **content)
