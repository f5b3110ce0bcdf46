using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models.Families;

/// <summary>
/// A half of TAESD or its like (TAESDXL, TAESD3, TAEF1): which model its latents are of, its name says and its tensors do
/// not.
/// </summary>
internal sealed class TinyAutoencoderFile : IFamily
{
    public const string KindName = "vae_approx";

    private const int Levels = 4;
    private const int Blocks = 3;

    public string Name => "a tiny autoencoder";

    public string Kind => KindName;

    public bool Matches(TensorNames tensors) => IsDecoder(tensors) || IsEncoder(tensors);

    public ModelFamily Read(TensorNames tensors)
    {
        var (weight, channels) = IsDecoder(tensors) ? ("1.weight", 1) : ("14.weight", 0);
        var sizes = new AutoencoderSizes(tensors.Size(weight, 1 - channels), [.. Enumerable.Repeat(1, Levels)], Blocks, Blocks,
            tensors.Size(weight, channels), QuantConv: false);
        return new ModelFamily(IsDecoder(tensors) ? "a tiny VAE decoder" : "a tiny VAE encoder")
        {
            Latent = LatentFormats.Pixels with { Channels = sizes.LatentChannels, Factor = sizes.Factor },
            Networks = [IsDecoder(tensors) ? new TinyDecoder("", sizes) : new TinyEncoder("", sizes)],
        };
    }

    private static bool IsDecoder(TensorNames tensors) => tensors.Shape("1.weight")?.Count == 4 && tensors.HasAny("3.conv.0.weight")
        && tensors.HasAny("18.conv.4.weight") && tensors.Shape("19.weight") is [3, ..];

    private static bool IsEncoder(TensorNames tensors) => tensors.Shape("0.weight") is [_, 3, _, _] && tensors.HasAny("1.conv.0.weight")
        && tensors.HasAny("13.conv.4.weight") && tensors.Shape("14.weight")?.Count == 4;
}
