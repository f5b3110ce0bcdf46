"""Makes the demo checkpoint: pictures, training, the .safetensors file, its scores and its golden tensors."""
