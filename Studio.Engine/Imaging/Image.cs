using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging;

/// <summary>One or more pictures of one size: pixels [B,H,W,C] in 0..1, C is 3 (RGB) or 4 (RGBA, straight alpha).</summary>
[WireType("IMAGE")]
public sealed record Image(Tensor Pixels)
{
    public int Count => Pixels.Size(0);

    public int Height => Pixels.Size(1);

    public int Width => Pixels.Size(2);

    public int Channels => Pixels.Size(3);
}

/// <summary>One or more masks: values [B,H,W] in 0..1, where 1 is what may change.</summary>
[WireType("MASK")]
public sealed record Mask(Tensor Values);
