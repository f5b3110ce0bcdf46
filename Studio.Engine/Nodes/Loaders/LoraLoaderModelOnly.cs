using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LoraLoaderModelOnly", DisplayName = "Load LoRA", Category = "model/loaders",
    Description = "Changes a model by a LoRA, a small file of differences, and leaves the text encoder as it is.")]
public sealed class LoraLoaderModelOnly(IModelFiles files) : INode<DiffusionModel>, IFingerprint
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(ChoicesFrom = typeof(LoraNames))]
    public required string LoraName { get; init; }

    [Input(Min = -100, Max = 100, Step = 0.01)]
    public double StrengthModel { get; init; } = 1;

    public DiffusionModel Run(NodeContext context)
    {
        if (StrengthModel == 0)
            return Model;
        var lora = Lora.For(files.Require("loras", LoraName), Model);
        if (lora.Warning is { } leftOut)
            context.Warn(leftOut);
        return lora.On(Model, (float)StrengthModel);
    }

    /// <summary>A file that was replaced is another LoRA.</summary>
    public string? Fingerprint() => files.Stamp("loras", LoraName);
}
