using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

internal static class ConditioningExtensions
{
    /// <summary>The same steering with another word on guidance in each of its pieces.</summary>
    public static Conditioning WithGuidance(this Conditioning conditioning, ToldGuidance guidance) =>
        new([.. conditioning.Entries.Select(entry => entry with { Guidance = guidance })]);

    /// <summary>The same steering with pictures to edit or to follow, [1 or B,C,h,w] each as the autoencoder gives them.</summary>
    public static Conditioning WithReferences(this Conditioning conditioning, params IReadOnlyList<Tensor> latents) => latents.Count == 0
        ? conditioning
        : new([.. conditioning.Entries.Select(entry => entry with { References = entry.References.With(latents) })]);
}
