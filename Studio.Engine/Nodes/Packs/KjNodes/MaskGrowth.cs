using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.KjNodes;

/// <summary>Masks grown or shrunk one after the other, each by a little more than the one before.</summary>
internal sealed record MaskGrowth(double Expand, double Rate, bool Tapered, double Blend, double Decay, bool FillsHoles)
{
    public Tensor Apply(Tensor masks, CancellationToken cancellationToken)
    {
        var grown = new List<Tensor>();
        var expand = Expand;
        Tensor? previous = null;
        for (var i = 0; i < masks.Size(0); i++)
        {
            var mask = Morphology.Grow(masks.Slice(i), (int)Math.Round(expand), Tapered, cancellationToken);
            expand += expand < 0 ? -Math.Abs(Rate) : Math.Abs(Rate);
            if (FillsHoles)
                mask = Holes.Filled(mask);
            if (Blend < 1 && previous is not null)
                mask = Mixing.Sum(mask, Blend, previous, 1 - Blend);
            if (Decay < 1 && previous is not null)
                mask = Brightest(Mixing.Sum(mask, 1, previous, Decay));
            grown.Add(mask);
            previous = mask;
        }
        return Tensor.Stack(grown);
    }

    private static Tensor Brightest(Tensor mask)
    {
        var largest = System.Numerics.Tensors.TensorPrimitives.Max<float>(mask.Span);
        return largest == 0 ? mask : Mixing.Each(mask, value => value / largest);
    }
}
