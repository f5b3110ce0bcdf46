"""CLIP's text encoder (Radford et al. 2021): pre-norm transformer with a causal mask and quick-GELU."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from ..config import TextConfig


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.k_proj, self.v_proj, self.q_proj, self.out_proj = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [batch, tokens, width], mask [tokens, tokens] added to the scores."""
        batch, tokens, width = x.shape
        size = width // self.heads

        def split(y: Tensor) -> Tensor:
            return y.view(batch, tokens, self.heads, size).transpose(1, 2)

        query, key, value = split(self.q_proj(x)), split(self.k_proj(x)), split(self.v_proj(x))
        weights = ((query @ key.transpose(-1, -2)) * size ** -.5 + mask).softmax(-1)
        return self.out_proj((weights @ value).transpose(1, 2).reshape(batch, tokens, width))


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, mlp: int):
        super().__init__()
        self.self_attn = Attention(width, heads)
        self.layer_norm1 = nn.LayerNorm(width)
        self.mlp = nn.Module()
        self.mlp.fc1, self.mlp.fc2 = nn.Linear(width, mlp), nn.Linear(mlp, width)
        self.layer_norm2 = nn.LayerNorm(width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x), mask)
        hidden = self.mlp.fc1(self.layer_norm2(x))
        return x + self.mlp.fc2(hidden * torch.sigmoid(1.702 * hidden))


class TextModel(nn.Module):
    """Token ids [batch, up to length] -> context [batch, tokens, width]."""

    def __init__(self, config: TextConfig):
        super().__init__()
        self.config = config
        self.embeddings = nn.Module()
        self.embeddings.token_embedding = nn.Embedding(config.vocabulary, config.width)
        self.embeddings.position_embedding = nn.Embedding(config.length, config.width)
        self.encoder = nn.Module()
        self.encoder.layers = nn.ModuleList(
            Layer(config.width, config.heads, config.mlp) for _ in range(config.layers))
        self.final_layer_norm = nn.LayerNorm(config.width)
        nn.init.normal_(self.embeddings.token_embedding.weight, std=.5)
        nn.init.normal_(self.embeddings.position_embedding.weight, std=.1)
        mask = torch.full((config.length, config.length), -1e9).triu(1)
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, ids: Tensor) -> Tensor:
        tokens = ids.shape[1]
        x = self.embeddings.token_embedding(ids) + self.embeddings.position_embedding.weight[:tokens]
        for layer in self.encoder.layers:
            x = layer(x, self.mask[:tokens, :tokens])
        return self.final_layer_norm(x)
