using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("UNETLoader", DisplayName = "Load Diffusion Model", Category = "model/loaders",
    Description = "Opens a denoising model from a file of its own.")]
public sealed class UNetLoader(ModelPool pool, IModelFiles files) : INode<DiffusionModel>, IFingerprint
{
    private const string AsStored = "default";

    [Input(ChoicesFrom = typeof(DiffusionModelNames))]
    public required string UnetName { get; init; }

    [Input(Choices = [AsStored, "fp8_e4m3fn", "fp8_e4m3fn_fast", "fp8_e5m2"], Advanced = true)]
    public string WeightDtype { get; init; } = AsStored;

    public DiffusionModel Run(NodeContext context)
    {
        var model = pool.LoadModel(files.Require("diffusion_models", UnetName), context.CancellationToken);
        if (WeightDtype != AsStored)
            context.Warn(
                $"{UnetName} runs in the file's own precision: no device here computes with 8-bit weights, so {WeightDtype} would only cost memory and quality.");
        return model;
    }

    /// <summary>A file that was replaced is another model.</summary>
    public string? Fingerprint() => files.Stamp("diffusion_models", UnetName);
}
