using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("DiffControlNetLoader", DisplayName = "Load ControlNet Model (diff)", Category = "model/loaders",
    Description = "Opens a ControlNet that was saved as the difference from a model, and adds the model's weights; any other is opened as it is.")]
public sealed class DiffControlNetLoader(ModelPool pool, IModelFiles files) : INode<ControlModel>, IFingerprint
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(ChoicesFrom = typeof(ControlNames))]
    public required string ControlNetName { get; init; }

    public ControlModel Run(NodeContext context) =>
        pool.LoadControl(files.Require("controlnet", ControlNetName), context.CancellationToken).AddedTo(Model);

    /// <summary>A file that was replaced is another ControlNet.</summary>
    public string? Fingerprint() => files.Stamp("controlnet", ControlNetName);
}
