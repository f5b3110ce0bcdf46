"""python3 -m demo_model <command>: one command per step of making the model. Imports wait until a command needs them."""
from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from .errors import DemoModelError


def data(args: argparse.Namespace) -> None:
    from .dataset import draw_dataset
    from .workspace import Workspace
    draw_dataset(Workspace(args.folder), args.seed, args.count, args.resolution, args.workers)


def start(args: argparse.Namespace) -> None:
    from .start import start as start_model
    from .workspace import Workspace
    start_model(Workspace(args.folder))


def resume(args: argparse.Namespace) -> None:
    from .resume import resume as resume_model
    from .workspace import Workspace
    resume_model(Workspace(args.folder), args.file)


def latents(args: argparse.Namespace) -> None:
    from .latents import encode_dataset
    from .workspace import Workspace
    encode_dataset(Workspace(args.folder))


def train_decoder(args: argparse.Namespace) -> None:
    from .train_decoder import DecoderTraining, train_decoder as train
    from .workspace import Workspace
    train(Workspace(args.folder), DecoderTraining(
        args.minutes, args.batch, args.learning_rate, args.device, full_size_blocks=args.full_size_blocks, seed=args.seed))


def train_unet(args: argparse.Namespace) -> None:
    from .train_unet import UNetTraining, train_unet as train
    from .workspace import Workspace
    train(Workspace(args.folder), UNetTraining(
        args.minutes, args.batch, args.learning_rate, args.device, args.mixed_precision, args.text_warm_up, args.seed))


def settle(args: argparse.Namespace) -> None:
    from .settle import settle as settle_model
    from .workspace import Workspace
    settle_model(Workspace(args.folder), args.pictures, args.device)


def write(args: argparse.Namespace) -> None:
    from .publish import publish
    from .workspace import Workspace
    publish(Workspace(args.folder), args.file)


def sheet(args: argparse.Namespace) -> None:
    from .checkpoint import load
    from .sheet import draw_sheet
    draw_sheet(load(args.file, args.device), args.png, args.steps, args.cfg)


def score(args: argparse.Namespace) -> None:
    from .checkpoint import load
    from .score import score as score_model
    result = json.dumps(score_model(load(args.file, args.device), args.count, args.landscapes, args.steps, args.cfg), indent=1)
    print(result)
    if args.out:
        args.out.write_text(result + "\n", encoding="utf-8")


def goldens(args: argparse.Namespace) -> None:
    from .goldens import write_goldens
    write_goldens(args.file, args.golden)


def selftest(args: argparse.Namespace) -> None:
    from .selftest import run
    run()


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    root = argparse.ArgumentParser(prog="demo_model", description="Makes the demo checkpoint from nothing, or trains it on.")
    commands = root.add_subparsers(dest="command", required=True, metavar="command")

    def command(action, help: str, folder: bool = False, file: bool = False, device: bool = False) -> argparse.ArgumentParser:
        sub = commands.add_parser(action.__name__.replace("_", "-"), help=help, description=help,
                                  formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        sub.set_defaults(action=action)
        if folder:
            sub.add_argument("--folder", required=True, help="working folder of all steps")
        if file:
            sub.add_argument("--file", type=Path, required=True, help="the .safetensors checkpoint")
        if device:
            sub.add_argument("--device", choices=["cpu", "cuda"], default="cpu", help="where to compute")
        return sub

    _making(command)
    _training(command)
    _judging(command)
    command(selftest, "check the pieces in seconds")
    return root


def _making(command) -> None:
    draw = command(data, "draw pictures with captions", folder=True)
    draw.add_argument("--seed", type=int, default=200, help="a seed is a picture set; use several for more pictures")
    draw.add_argument("--count", type=int, default=9000, help="pictures")
    draw.add_argument("--resolution", type=int, default=128, help="pixels per side; the later steps follow it")
    draw.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    command(start, "begin a new model: block code and autoencoder from the pictures", folder=True)
    command(resume, "begin with a published checkpoint instead", folder=True, file=True)
    command(latents, "encode all pictures; again after each `data`, `start` or `resume`", folder=True)
    command(write, "write the averaged weights as one checkpoint file", folder=True, file=True)


def _training(command) -> None:
    decoder = command(train_decoder, "train the autoencoder's decoder", folder=True, device=True)
    decoder.add_argument("--minutes", type=float, default=45, help="length of the training")
    decoder.add_argument("--batch", type=int, default=12, help="crops of half the size per step")
    decoder.add_argument("--learning-rate", type=float, default=1e-3, help="highest rate")
    decoder.add_argument("--full-size-blocks", action="store_true", help="train the blocks at full size too: twice the time")
    decoder.add_argument("--seed", type=int, default=0, help="of crops and noise")
    unet = command(train_unet, "train UNet and text encoder, or train them on", folder=True, device=True)
    unet.add_argument("--minutes", type=float, default=55, help="length of the training")
    unet.add_argument("--batch", type=int, default=32, help="pictures per step")
    unet.add_argument("--learning-rate", type=float, help="highest rate; 1e-3 from nothing, 3e-4 when going on")
    unet.add_argument("--mixed-precision", action=argparse.BooleanOptionalAction, default=True, help="bfloat16 on CUDA")
    unet.add_argument("--text-warm-up", type=float, default=1.2, help="minutes for the text encoder alone, from nothing")
    unet.add_argument("--seed", type=int, help="of batches and noise; by default the step reached so far")
    refit = command(settle, "averaged weights, last layers solved in closed form", folder=True, device=True)
    refit.add_argument("--pictures", type=int, default=1536, help="pictures for the equations; 0 only averages")


def _judging(command) -> None:
    contact = command(sheet, "draw 24 prompts on one sheet", file=True, device=True)
    contact.add_argument("--png", type=Path, required=True, help="the sheet")
    measure = command(score, "measure reconstruction and obedience to prompts", file=True, device=True)
    measure.add_argument("--count", type=int, default=200, help="shape prompts")
    measure.add_argument("--landscapes", type=int, default=2, help="prompts for each time of day and place")
    measure.add_argument("--out", type=Path, help="JSON file for the result")
    for sampling in (contact, measure):
        sampling.add_argument("--steps", type=int, default=25, help="Euler steps")
        sampling.add_argument("--cfg", type=float, default=4.0, help="guidance")
    reference = command(goldens, "write reference tensors of every stage", file=True)
    reference.add_argument("--golden", type=Path, required=True, help="folder for the tensors and index.json")


def _check_device(device: str) -> None:
    if device == "cuda":
        import torch
        if not torch.cuda.is_available():
            raise DemoModelError("this torch finds no CUDA device: leave --device out to use the CPU")


def main() -> int:
    args = parser().parse_args()
    try:
        _check_device(getattr(args, "device", "cpu"))
        args.action(args)
    except DemoModelError as error:
        print(f"demo_model: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
