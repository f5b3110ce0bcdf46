using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Essentials;

/// <summary>The sizes of all arrays in a value, as the pack shows them.</summary>
internal static class Shapes
{
    public static string Of(object? value) => $"[{string.Join(", ", Found(value))}]";

    private static IEnumerable<string> Found(object? value) => value switch
    {
        Image image => [Text(image.Pixels.Shape)],
        Mask mask => [Text(mask.Values.Shape)],
        Latent { NoiseMask: { } mask } latent => [Text(latent.Samples.Shape), Text(mask.Shape)],
        Latent latent => [Text(latent.Samples.Shape)],
        Conditioning conditioning => conditioning.Entries.Select(entry => Text(entry.Embedding.Shape)),
        Bundle bundle => bundle.Values.SelectMany(Found),
        NamedValues named => named.Values.Values.SelectMany(Found),
        _ => [],
    };

    private static string Text(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
