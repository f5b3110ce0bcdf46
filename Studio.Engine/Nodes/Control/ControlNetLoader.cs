using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ControlNetLoader", DisplayName = "Load ControlNet Model", Category = "model/loaders",
    SearchAliases = ["controlnet", "control net", "cn", "load controlnet", "controlnet loader"],
    Description = "Opens a ControlNet, a control-LoRA or a T2I-Adapter.")]
public sealed class ControlNetLoader(ModelPool pool, IModelFiles files) : INode<ControlModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(ControlNames))]
    public required string ControlNetName { get; init; }

    public ControlModel Run(NodeContext context)
    {
        var control = pool.LoadControl(files.Require("controlnet", ControlNetName), context.CancellationToken);
        if (control.NeedsModel)
            context.Warn(
                $"{ControlNetName} holds differences from the model that it was trained with, and means little without it: load it with DiffControlNetLoader.");
        return control;
    }

    /// <summary>A file that was replaced is another ControlNet.</summary>
    public string? Fingerprint() => files.Stamp("controlnet", ControlNetName);
}
