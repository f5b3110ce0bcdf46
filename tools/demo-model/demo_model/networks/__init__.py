"""The three networks of a Stable Diffusion 1.x checkpoint at any size.

Attribute names are the checkpoint's key names, which is why some of them look odd here.
"""
from .autoencoder import Autoencoder
from .text_model import TextModel
from .unet import UNet

__all__ = ["Autoencoder", "TextModel", "UNet"]
