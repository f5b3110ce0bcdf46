"""A contact sheet of 24 prompts with captions, to judge a model by eye."""
from __future__ import annotations

import textwrap
from pathlib import Path

from PIL import Image, ImageDraw

from .checkpoint import Model
from .sample import generate

PROMPTS = [
    "a red sunset over snowy mountains with a lake", "night sky, full moon, pine forest",
    "a white sailboat on the sea at sunset", "a lighthouse by the ocean, stormy weather, rain",
    "desert dunes with palm trees, blue sky", "green hills with a white house with a red roof by day",
    "snowy mountains at dawn", "a starry sky over the sea, crescent moon", "a rainbow over green hills",
    "a purple sunset over the ocean with a sailboat", "autumn hills, a house, blue sky, white clouds",
    "a beach with a palm tree, daytime", "a snowy forest at night, falling snow", "rocky mountains in a storm, heavy rain",
    "orange sunset, a pine forest", "a desert at night, full moon, stars",
    "a red circle on a blue background", "a yellow star on a purple background", "a big green heart on a white background",
    "a white square on black", "small orange triangle, turquoise background", "a pink heart on a gray background",
    "a blue star on a yellow background", "a brown square on a pink background",
]
COLUMNS = 8
MARGIN, CAPTION_LINES, LINE, LETTER = 11, 3, 10, 6      # pixels; letters of Pillow's built-in font
FIRST_SEED = 11


def draw_sheet(model: Model, path: Path, steps: int, cfg: float) -> None:
    pictures, size = generate(model, PROMPTS, FIRST_SEED, steps, cfg), model.resolution
    width, height = size + 2 * MARGIN, size + CAPTION_LINES * LINE + 8
    sheet = Image.new("RGB", (COLUMNS * width, -(-len(PROMPTS) // COLUMNS) * height), (250, 250, 250))
    draw = ImageDraw.Draw(sheet)
    for index, (prompt, picture) in enumerate(zip(PROMPTS, pictures)):
        left, top = index % COLUMNS * width + MARGIN, index // COLUMNS * height + 4
        sheet.paste(Image.fromarray(picture), (left, top))
        for line, text in enumerate(textwrap.wrap(prompt, size // LETTER + 1)[:CAPTION_LINES]):
            draw.text((left, top + size + 1 + line * LINE), text, fill=(20, 20, 20))
    sheet.save(path)
    print(f"{path}: {len(PROMPTS)} prompts, {steps} steps, cfg {cfg}")
