using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Inspire;

public sealed record DiffusionModelSharedOutputs([Output("model")] DiffusionModel Model, [Output("cache key")] string CacheKey);

[Node("LoadDiffusionModelShared //Inspire", Pack = InspirePack.Name, DisplayName = "Shared Diffusion Model Loader (Inspire)",
    Category = "InspirePack/Backend",
    Description = "Opens a diffusion model. Opened models are kept and shared here without being asked.")]
public sealed class DiffusionModelShared(ModelPool pool, IModelFiles files) : INode<DiffusionModelSharedOutputs>, IFingerprint
{
    [Input(ChoicesFrom = typeof(DiffusionModelNames))]
    public required string ModelName { get; init; }

    [Input(Choices = ["default", "fp8_e4m3fn", "fp8_e4m3fn_fast", "fp8_e5m2"])]
    public string WeightDtype { get; init; } = "default";

    [Input]
    public required string KeyOpt { get; init; }

    [Input(Choices = ["Auto", "Override Cache", "Read Only"])]
    public string Mode { get; init; } = "Auto";

    private UNetLoader Loader => new(pool, files) { UnetName = ModelName, WeightDtype = WeightDtype };

    public DiffusionModelSharedOutputs Run(NodeContext context) => new(Loader.Run(context), KeyOpt.Length > 0 ? KeyOpt : ModelName);

    /// <summary>A file that was replaced is another one.</summary>
    public string? Fingerprint() => Loader.Fingerprint();
}
