using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>
/// An IP-Adapter for Stable Diffusion 1.5 or SDXL: plain, light, plus, plus face, full face. Those led by faces are
/// refused.
/// </summary>
internal sealed class IpAdapterFile : IFamily
{
    public const string KindName = "ipadapter";

    private const string FirstKeys = "ip_adapter.1.to_k_ip.weight";
    private const int WidthOfXl = 2048;

    public string Name => "IP-Adapter";

    public string Kind => KindName;

    public bool Matches(TensorNames tensors) => tensors.HasAny(FirstKeys)
        && tensors.HasAny("image_proj.proj.weight", "image_proj.latents", "image_proj.proj.3.weight");

    public ModelFamily Read(TensorNames tensors)
    {
        var network = ReadNetwork(tensors) with { Places = CountPlaces(tensors) };
        var kind = network.Kind switch
        {
            AdapterKind.Plus => " plus",
            AdapterKind.Full => " full face",
            _ => "",
        };
        return new ModelFamily($"{Name}{kind} for {(network.TextWidth == WidthOfXl ? "SDXL" : "SD 1.x")}")
        {
            Latent = LatentFormats.StableDiffusion,
            Networks = [network],
        };
    }

    private static IpAdapterNetwork ReadNetwork(TensorNames tensors)
    {
        int Size(string name, int axis) => tensors.Size("image_proj." + name, axis);
        var text = tensors.Size(FirstKeys, 1);
        if (tensors.HasAny("image_proj.latents"))
        {
            const string question = "layers.0.0.to_q.weight";
            return new IpAdapterNetwork(AdapterKind.Plus, Size("proj_in.weight", 1), Size("latents", 1), Size("proj_out.weight", 0))
            {
                Questions = (Size("latents", 2), Size(question, 0), tensors.Count("image_proj.layers.", ".0.to_q.weight"),
                    Size("layers.0.1.1.weight", 0)),
            };
        }
        if (tensors.HasAny("image_proj.proj.3.weight"))
            return new IpAdapterNetwork(AdapterKind.Full, Size("proj.0.weight", 1), 0, Size("proj.2.weight", 0));
        return Size("proj.weight", 0) % text == 0
            ? new IpAdapterNetwork(AdapterKind.Plain, Size("proj.weight", 1), Size("proj.weight", 0) / text, text)
            : throw TensorHeader.Bad(tensors.Header.Path, $"its projection of {Size("proj.weight", 0)} is no whole number of tokens of {text}");
    }

    /// <summary>They have the odd numbers.</summary>
    private static int CountPlaces(TensorNames tensors)
    {
        var places = 0;
        while (tensors.HasAny($"ip_adapter.{(2 * places) + 1}.to_k_ip.weight"))
            places++;
        return places;
    }
}
