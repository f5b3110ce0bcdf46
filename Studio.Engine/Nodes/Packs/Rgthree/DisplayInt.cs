using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Display Int (rgthree)", Pack = RgthreePack.Name, DisplayName = "Display Int (rgthree)", Category = "rgthree", IsOutput = true,
    Description = "Shows a whole number.")]
public sealed class DisplayInt : INode<NodeOutput>
{
    [Input(ForceInput = true)]
    public required long Input { get; init; }

    public NodeOutput Run(NodeContext context) => NodeOutput.Plain([],
        new System.Text.Json.Nodes.JsonObject { ["text"] = new System.Text.Json.Nodes.JsonArray(Input) });
}
