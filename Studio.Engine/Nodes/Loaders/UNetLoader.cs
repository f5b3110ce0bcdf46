using Microsoft.Extensions.Logging;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("UNETLoader", DisplayName = "Load Diffusion Model", Category = "model/loaders", Description = "Opens a denoising model from a file of its own.")]
public sealed partial class UNetLoader(ModelPool pool, IModelFiles files, ILogger<UNetLoader> logger) : INode<DiffusionModel>, IFingerprint
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
            NotHonoured(logger, WeightDtype, UnetName);
        return model;
    }

    /// <summary>A file that was replaced is another model.</summary>
    public string? Fingerprint() => files.Stamp("diffusion_models", UnetName);

    [LoggerMessage(1, LogLevel.Warning, "weight_dtype {Type} was asked for '{Name}', but no provider here computes with 8-bit weights: it runs in the file's own precision, with more memory and better pictures.")]
    private static partial void NotHonoured(ILogger logger, string type, string name);
}
