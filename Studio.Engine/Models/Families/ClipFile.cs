using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>A CLIP text encoder in a file of its own; which one shows in how many layers it has.</summary>
internal sealed class ClipFile : IFamily
{
    private const string FirstLayer = "encoder.layers.0.mlp.fc1.weight";
    private const int LayersOfG = 30;
    private const int LayersOfH = 22;

    public string Name => "CLIP text encoder";

    public string Kind => "text_encoders";

    public bool Matches(TensorNames tensors) => !tensors.HasDenoiser && Prefix(tensors) is not null;

    public ModelFamily Read(TensorNames tensors)
    {
        var prefix = Prefix(tensors)!;
        var role = tensors.Count(prefix + "encoder.layers.", ".mlp.fc1.weight") switch
        {
            > LayersOfG => NetworkRole.ClipG,
            > LayersOfH => NetworkRole.ClipH,
            _ => NetworkRole.ClipL,
        };
        return new ModelFamily(role.Title)
        {
            Latent = LatentFormats.StableDiffusion,
            Networks = [ClipReader.Read(tensors, role, prefix), .. ClipVisionReader.Read(tensors)],
        };
    }

    private static string? Prefix(TensorNames tensors) => tensors.Header.Tensors.Keys
        .FirstOrDefault(name => name.EndsWith(FirstLayer, StringComparison.Ordinal)
            && tensors.HasAny(name[..^FirstLayer.Length] + "embeddings.token_embedding.weight"))?[..^FirstLayer.Length];
}
