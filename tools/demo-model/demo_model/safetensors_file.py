"""The safetensors format: 8 bytes header length, JSON header, then all tensors in one piece."""
from __future__ import annotations

import json
import os
import struct
from pathlib import Path

import numpy as np

from .errors import DemoModelError

DTYPES = {"F16": np.dtype("float16"), "F32": np.dtype("float32"), "I64": np.dtype("int64")}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


def write(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    """Tensors in the order of their names; the header is padded so that data starts at a multiple of 8."""
    header: dict[str, object] = {"__metadata__": metadata}
    offset, names = 0, sorted(tensors)
    for name in names:
        tensor = tensors[name]
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [offset, offset + tensor.nbytes]}
        offset += tensor.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    partial = path.with_name(path.name + ".part")
    with open(partial, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in names:
            file.write(np.ascontiguousarray(tensors[name]).tobytes())
    os.replace(partial, path)


def read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """(tensors, metadata)"""
    if not path.exists():
        raise DemoModelError(f"{path} is missing")
    content = path.read_bytes()
    try:
        (length,) = struct.unpack_from("<Q", content)
        header = json.loads(content[8:8 + length])
        metadata = header.pop("__metadata__", {})
        return {name: _tensor(content, 8 + length, entry) for name, entry in header.items()}, metadata
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise DemoModelError(f"{path} is no safetensors file of this program's kinds of numbers: {error}") from error


def _tensor(content: bytes, data: int, entry: dict) -> np.ndarray:
    dtype, (first, end) = DTYPES[entry["dtype"]], entry["data_offsets"]
    return np.frombuffer(content, dtype, (end - first) // dtype.itemsize, data + first).reshape(entry["shape"])
