using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Conditioning with a picture in it, and the latent to start from.</summary>
public sealed record PictureConditioning([Output("positive")] Conditioning Positive, [Output("negative")] Conditioning Negative,
    [Output("latent")] Latent Latent)
{
    /// <summary>Every entry with the picture, and for inpainting the mask, beside it.</summary>
    internal static Conditioning Show(Conditioning conditioning, Tensor picture, Tensor? mask = null) =>
        new([.. conditioning.Entries.Select(entry => entry with { ConcatLatent = picture, ConcatMask = mask ?? entry.ConcatMask })]);
}
