using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>A ControlNet for a UNet of Stable Diffusion (Zhang et al. 2023, arXiv:2302.05543). Its trunk tells for which.</summary>
internal sealed class ControlNetFile : IFamily
{
    private const int HeadsOfVersion1 = 8;
    private const int HeadWidth = 64;

    /// <summary>How files are called whose hints show no places.</summary>
    private static readonly string[] Pooled = ["_shuffle", "_shuffle_fp16"];

    public string Name => "ControlNet";

    public string Kind => "controlnet";

    public bool Matches(TensorNames tensors) => tensors.HasAny(ControlLayout.Prefix + "zero_convs.0.0.weight");

    public ModelFamily Read(TensorNames tensors)
    {
        var names = new TensorNames(tensors.Header.Renamed(name => name.StartsWith(ControlLayout.Prefix, StringComparison.Ordinal)
            ? name[ControlLayout.Prefix.Length..]
            : null));
        var isWide = StableDiffusion2.IsLinear(names) || names.UNetLabel is not null;
        var trunk = UNetReader.ReadTrunk(names, isWide ? new AttentionHeads(null, HeadWidth) : new AttentionHeads(HeadsOfVersion1));
        var union = names.HasAny("control_add_embedding.linear_1.weight")
            ? new ControlUnion(names.Size("task_embedding", 0), names.Size("task_embedding", 1))
            : null;
        var file = Path.GetFileNameWithoutExtension(tensors.Header.Path);
        var model = FamilyCatalog.BuiltIn.Find(names)?.Name ?? "another UNet";
        return new ModelFamily($"{(union is null ? Name : "ControlNet union")} for {model}")
        {
            Latent = LatentFormats.StableDiffusion,
            Networks =
            [
                new ControlNet(ControlLayout.Prefix, trunk, names.Size("input_hint_block.0.weight", 1))
                {
                    IsPooled = Pooled.Any(end => file.EndsWith(end, StringComparison.Ordinal)),
                    IsDifference = tensors.HasAny("difference"),
                    Union = union,
                },
            ],
        };
    }
}
