using System.Text.RegularExpressions;
using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Nodes;

[Node("IPAdapterUnifiedLoader", DisplayName = "IPAdapter Unified Loader", Category = "ipadapter", Pack = "ComfyUI_IPAdapter_plus",
    Description = "Opens the IP-Adapter of a kind that fits a model, and the encoder that belongs to it, by how their files are called.")]
public sealed class IpAdapterUnifiedLoader(ModelPool pool, IModelFiles files) : INode<LoadedAdapter>, IFingerprint
{
    private const string Ending = @"\.(safetensors|bin)$";
    private const int WidthOfXl = 2048;

    // how the files of each kind are called, for Stable Diffusion 1.5 and for SDXL; nothing: there is none
    private static readonly (string Preset, string? Of1, string? OfXl)[] Kinds =
    [
        ("LIGHT", @"sd15.light(.v11)?", null), ("STANDARD", "ip.adapter.sd15", "ip.adapter.sdxl.vit.h"),
        ("VIT-G", "sd15.vit.g", "ip.adapter.sdxl"), ("PLUS (", "plus.sd15", "plus.sdxl.vit.h"),
        ("PLUS FACE", "plus.face.sd15", "plus.face.sdxl.vit.h"), ("FULL FACE", "full.face.sd15", null),
    ];

    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Choices =
    [
        "LIGHT - SD1.5 only (low strength)", "STANDARD (medium strength)", "VIT-G (medium strength)", "PLUS (high strength)",
        "PLUS FACE (portraits)", "FULL FACE - SD1.5 only (portraits stronger)",
    ])]
    public required string Preset { get; init; }

    [Input(Tooltip = "Not needed here: what was opened before is kept anyway.")]
    public AdapterModel? Ipadapter { get; init; }

    private string VisionPattern => Preset.StartsWith("VIT-G", StringComparison.Ordinal)
        ? @"(ViT.bigG.14.*39B.b160k|ipadapter.*sdxl|sdxl.*model)" + Ending
        : @"(ViT.H.14.*s32B.b79K|ipadapter.*sd15|sd1.?5.*model)" + Ending;

    public LoadedAdapter Run(NodeContext context)
    {
        var isXl = Model.Network.Network is UNet { ContextWidth: WidthOfXl };
        var kind = Array.Find(Kinds, kind => Preset.StartsWith(kind.Preset, StringComparison.Ordinal));
        var pattern = (isXl ? kind.OfXl : kind.Of1) ?? throw new EngineException(EngineError.BadPrompt,
            $"There is no IP-Adapter '{Preset}' for {Model.Family.Name}. Choose STANDARD or PLUS.");
        var vision = pool.LoadVision(Find("clip_vision", VisionPattern, "CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors"), context.CancellationToken);
        var adapter = pool.LoadAdapter(Find("ipadapter", pattern + Ending, $"the IP-Adapter '{Preset}' for {(isXl ? "SDXL" : "SD 1.5")}"),
            context.CancellationToken);
        return new LoadedAdapter(Model, adapter with { Vision = vision });
    }

    /// <summary>Files that came, went or were replaced may mean other ones.</summary>
    public string? Fingerprint() => $"{files.StampOfAll("ipadapter")}\n{files.StampOfAll("clip_vision")}";

    private string Find(string folder, string pattern, string meant)
    {
        var expression = new Regex(pattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        return files.Names(folder).FirstOrDefault(name => expression.IsMatch(name)) is { } name
            ? files.Require(folder, name)
            : throw new EngineException(EngineError.BadFile,
                $"There is no file in {folder} that is called like {meant}. Put it there under the name that it was published under, or open files by IPAdapterModelLoader and CLIPVisionLoader.");
    }
}
