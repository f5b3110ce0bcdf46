using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models.Families;

/// <summary>A T2I-Adapter (Mou et al. 2023, arXiv:2302.08453), full or light.</summary>
internal sealed class AdapterFile : IFamily
{
    private const string LightInput = "body.0.in_conv.weight";

    /// <summary>A grey and a coloured picture in patches of 16 x 16 pixels.</summary>
    private static readonly int[] InputsOfXl = [256, 768];

    public string Name => "T2I-Adapter";

    public string Kind => "controlnet";

    public bool Matches(TensorNames tensors) => IsLight(tensors)
        || (tensors.HasAny("conv_in.weight") && tensors.HasAny("body.0.block1.weight") && tensors.HasAny("body.0.block2.weight"));

    public ModelFamily Read(TensorNames tensors)
    {
        var network = IsLight(tensors) ? ReadLight(tensors) : ReadFull(tensors);
        return new ModelFamily($"{Name} for {(network.IsXl ? "SDXL" : "SD 1.x or 2.x")}")
        {
            Latent = LatentFormats.StableDiffusion,
            Networks = [network],
        };
    }

    private static bool IsLight(TensorNames tensors) => tensors.HasAny(LightInput) && tensors.HasAny("body.0.body.0.block1.weight");

    private static AdapterNetwork ReadLight(TensorNames tensors) => new T2IAdapterLight("", tensors.Size(LightInput, 1),
        tensors.Size("body.0.out_conv.weight", 0), tensors.Count("body.0.body.", ".block1.weight"));

    private static AdapterNetwork ReadFull(TensorNames tensors)
    {
        var channels = tensors.Size("conv_in.weight", 1);
        return new T2IAdapter("", channels, tensors.Size("conv_in.weight", 0), InputsOfXl.Contains(channels),
            tensors.Size("body.0.block2.weight", 2), tensors.AnyEndsWith("down_opt.op.weight"));
    }
}
