using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Nodes.Packs;
using Studio.Engine.Tensors;

namespace Studio.Engine;

/// <summary>How much memory a value on a wire holds. Models count as nothing here: the model pool keeps their account.</summary>
internal static class ValueSizes
{
    public static long Of(object? value) => value switch
    {
        Image image => Of(image.Pixels),
        Mask mask => Of(mask.Values),
        Latent latent => Of(latent.Samples) + Of(latent.NoiseMask),
        Conditioning conditioning => conditioning.Entries.Sum(
            entry => Of(entry.Embedding) + Of(entry.Pooled) + Of(entry.Mask) + Of(entry.ConcatLatent) + Of(entry.ConcatMask)
                + entry.Controls.All.Sum(hint => Of(hint.Pixels))),
        Bundle bundle => bundle.Values.Sum(Of),
        NamedValues named => named.Values.Values.Sum(Of),
        string text => text.Length * sizeof(char),
        _ => 0,
    };

    private static long Of(Tensor? tensor) => (tensor?.Length ?? 0L) * sizeof(float);
}
