using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models.Families;

/// <summary>A picture encoder in a file of its own: CLIP's ViT-L, H and bigG, and SigLIP.</summary>
internal sealed class ClipVisionFile : IFamily
{
    public const string KindName = "clip_vision";

    public string Name => "CLIP vision encoder";

    public string Kind => KindName;

    public bool Matches(TensorNames tensors) => !tensors.HasDenoiser && ClipVisionReader.IsThere(tensors)
        // a whole CLIP is told by its text half, and its other half is found there
        && !tensors.AnyEndsWith("text_model.encoder.layers.0.mlp.fc1.weight");

    public ModelFamily Read(TensorNames tensors)
    {
        Network[] networks = [.. ClipVisionReader.Read(tensors)];
        var vision = (ClipVision)networks[0];
        var kind = !vision.HasClassToken ? "SigLIP" : vision.Width switch
        {
            1024 => "CLIP ViT-L",
            1280 => "CLIP ViT-H",
            1664 => "CLIP ViT-bigG",
            _ => "CLIP",
        };
        return new ModelFamily($"{kind} vision encoder, {vision.Side} pixels") { Latent = LatentFormats.Pixels, Networks = networks };
    }
}
