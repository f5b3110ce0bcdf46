using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.MultiGpu;

[Node("UNETLoaderMultiGPU", Pack = MultiGpuPack.Name, DisplayName = "UNETLoaderMultiGPU", Category = "multigpu",
    Description = "Opens a diffusion model. Where it runs is for the server to say.")]
public sealed class UNetLoaderMultiGpu(ModelPool pool, IModelFiles files) : INode<DiffusionModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(DiffusionModelNames))]
    public required string UnetName { get; init; }

    [Input(Choices = ["default", "fp8_e4m3fn", "fp8_e4m3fn_fast", "fp8_e5m2"])]
    public string WeightDtype { get; init; } = "default";

    [Input(ChoicesFrom = typeof(PlaceNames))]
    public string? Device { get; init; } = "default";

    private UNetLoader Loader => new(pool, files) { UnetName = UnetName, WeightDtype = WeightDtype };

    public DiffusionModel Run(NodeContext context) => Loader.Run(context);

    /// <summary>A file that was replaced is another one.</summary>
    public string? Fingerprint() => Loader.Fingerprint();
}
