using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>The encoder half of T5 v1.1 in a file of its own, as Flux, SD3 and others read texts with.</summary>
internal sealed class T5File : IFamily
{
    private static readonly string[] Prefixes = ["", "text_encoders.t5xxl.transformer.", "t5xxl.transformer."];

    public string Name => "T5 text encoder";

    public string Kind => "text_encoders";

    public bool Matches(TensorNames tensors) => !tensors.HasDenoiser && Prefixes.Any(prefix => T5Reader.IsThere(tensors, prefix));

    public ModelFamily Read(TensorNames tensors) => new(NetworkRole.T5.Title)
    {
        Latent = LatentFormats.Flux,
        Networks = [.. T5Reader.Read(tensors, Prefixes)],
    };
}
