"""CLIP's byte-pair tokenizer: 49408 tokens, 77 positions. The merges are the file that the product embeds (MIT, OpenAI)."""
from __future__ import annotations

import functools
import gzip
import re
import unicodedata
from pathlib import Path

from .errors import DemoModelError

START, END, LENGTH, VOCABULARY = 49406, 49407, 77, 49408
REPOSITORY = Path(__file__).resolve().parents[3]
MERGES = REPOSITORY / "Studio.Engine/Tokenizers/clip-merges.gz"
SPECIAL = ("<|startoftext|>", "<|endoftext|>")


@functools.lru_cache(maxsize=None)
def word_pattern() -> re.Pattern[str]:
    """CLIP's split into contractions, runs of letters, single digits and runs of other signs.

    Python's re has no Unicode classes. Letters are word characters that are neither numbers nor the underscore.
    """
    numbers = "".join(char for char in map(chr, range(0x110000)) if unicodedata.category(char)[0] == "N")
    special = "|".join(map(re.escape, SPECIAL))
    return re.compile(rf"{special}|'s|'t|'re|'ve|'m|'ll|'d|[^\W_{numbers}]+|[{numbers}]|(?:[^\s\w]|_)+")


def byte_characters() -> dict[int, str]:
    """A printable character for every byte, in the vocabulary's order."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + i) for i, byte in enumerate(hidden)}


def read_merges(path: Path) -> list[tuple[str, str]]:
    """The merge rules in order: one a line, two parts with a space between them."""
    if not path.exists():
        raise DemoModelError(f"{path} is missing: is this a whole checkout of the repository?")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [tuple(line.rstrip("\n").split(" ")) for line in lines]


class Tokenizer:
    """tokenizer("a red sunset") -> 77 ids: start, words, then end up to the last place."""

    def __init__(self, path: Path = MERGES):
        merges = read_merges(path)
        self._bytes = byte_characters()
        characters = list(self._bytes.values())
        vocabulary = [*characters, *(char + "</w>" for char in characters), *map("".join, merges), *SPECIAL]
        if len(vocabulary) != VOCABULARY:
            raise DemoModelError(f"{path} gives {len(vocabulary)} tokens, not {VOCABULARY}: another version?")
        self._ids = {token: index for index, token in enumerate(vocabulary)}
        self._ranks = {merge: rank for rank, merge in enumerate(merges)}
        self._words: dict[str, list[int]] = {}

    def __call__(self, text: str) -> list[int]:
        ids = self.encode(text)[:LENGTH - 2]
        return [START, *ids] + [END] * (LENGTH - 1 - len(ids))

    def encode(self, text: str) -> list[int]:
        """Ids of the words alone."""
        words = word_pattern().findall(" ".join(text.lower().split()))
        return [token for word in words for token in self._encode_word(word)]

    def _encode_word(self, word: str) -> list[int]:
        if word not in self._words:
            parts = [word] if word in SPECIAL else self._merge(word)
            self._words[word] = [self._ids[part] for part in parts]
        return self._words[word]

    def _merge(self, word: str) -> list[str]:
        """Joins the pair with the lowest rank until no pair has a rule."""
        parts = [self._bytes[byte] for byte in word.encode("utf-8")]
        parts[-1] += "</w>"
        while len(parts) > 1:
            best = min(zip(parts, parts[1:]), key=lambda pair: self._ranks.get(pair, VOCABULARY))
            if best not in self._ranks:
                break
            parts = _join_pairs(parts, best)
        return parts


def _join_pairs(parts: list[str], pair: tuple[str, str]) -> list[str]:
    joined, index = [], 0
    while index < len(parts):
        both = tuple(parts[index:index + 2]) == pair
        joined.append(parts[index] + parts[index + 1] if both else parts[index])
        index += 2 if both else 1
    return joined


@functools.lru_cache(maxsize=1)
def default_tokenizer() -> Tokenizer:
    """The tokenizer on the installed merges, read once."""
    return Tokenizer()
