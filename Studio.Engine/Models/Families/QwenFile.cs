using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>
/// A Qwen text encoder in a file of its own: Qwen3 for Z-Image and FLUX.2 klein, Qwen2.5-VL for Qwen-Image. The same file may be for
/// several families, which read it in their own ways.
/// </summary>
internal sealed class QwenFile : IFamily
{
    public string Name => "Qwen text encoder";

    public string Kind => "text_encoders";

    public bool Matches(TensorNames tensors) =>
        !tensors.HasDenoiser && QwenReader.Prefixes.Any(prefix => QwenReader.IsThere(tensors, prefix));

    public ModelFamily Read(TensorNames tensors)
    {
        Network[] networks = [.. QwenReader.ReadWithVision(tensors)];
        return new ModelFamily(networks[0].Role.Title) { Latent = LatentFormats.Flux, Networks = networks };
    }
}
