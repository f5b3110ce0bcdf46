using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>What a control network inside of a model is shown. Made for the size that is asked for, and kept while that stays.</summary>
/// <param name="format">The space of its latents.</param>
internal abstract class PatchHints(LatentCodec codec, VaeModel vae, LatentFormat format)
{
    private const int Colours = 3;

    private readonly Lock _gate = new();
    private (int Height, int Width, Tensor Hint)? _kept;

    /// <summary>What a picture is where there is none.</summary>
    protected const float Grey = 0.5f;

    /// <summary>[B,H,W,C] in 0..1: the lines, depth, pose ... that lead; null is a grey one.</summary>
    public Tensor? Picture { get; init; }

    /// <summary>[B,H,W] in 0..1: 1 where the picture is to be made anew; null tells nothing.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>[B,C,h,w] for latents of so many pixels, or of as few more as its squares need.</summary>
    public Tensor At(int height, int width)
    {
        lock (_gate)
        {
            if (_kept is not { } kept || (kept.Height, kept.Width) != (height, width))
                _kept = kept = (height, width, Make(height, width));
            return kept.Hint;
        }
    }

    protected abstract Tensor Make(int height, int width);

    /// <summary>Pictures [B,H,W,C] as the model has latents.</summary>
    protected Tensor Encoded(Tensor pixels) => format.ToModel(codec.Encode(vae, pixels, CancellationToken.None));

    /// <summary>For a latent of so many pixels the middle part of that shape, or grey; the caller may change it.</summary>
    protected Tensor Fitted(Tensor? pixels, int height, int width)
    {
        var (rows, columns) = (height * format.Factor, width * format.Factor);
        if (pixels is not null)
            return Resample.Pixels(Resample.CropPixels(pixels, columns, rows), columns, rows, ResampleMethod.Area).Clone();
        var grey = new Tensor(1, rows, columns, Colours);
        grey.Span.Fill(Grey);
        return grey;
    }

    /// <summary>[B,H,W]: 1 where the picture is to stay.</summary>
    protected static Tensor Inverse(Tensor mask)
    {
        var inverse = mask.Clone();
        foreach (ref var number in inverse.Span)
            number = 1 - number;
        return inverse.Reshape(inverse.Length / (mask.Size(-2) * mask.Size(-1)), mask.Size(-2), mask.Size(-1));
    }

    /// <summary>Channels one behind the other; of fewer pictures the first ones come again.</summary>
    protected static Tensor Joined(params Tensor[] parts)
    {
        var (batch, height, width) = (parts.Max(part => part.Size(0)), parts[0].Size(2), parts[0].Size(3));
        var joined = new Tensor(batch, parts.Sum(part => part.Size(1)), height, width);
        for (var row = 0; row < batch; row++)
        {
            var target = joined.Slice(row).Span;
            foreach (var part in parts)
            {
                var source = part.Slice(row % part.Size(0)).Span;
                source.CopyTo(target);
                target = target[source.Length..];
            }
        }
        return joined;
    }
}
