using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record BatchProcessSwitchOutputs([Output("IMAGE", Type = "IMAGE")] object? Image, [Output("show_help")] string ShowHelp);

[Node("CR Batch Process Switch", Pack = ComfyrollPack.Name, DisplayName = "🔂 CR Batch Process Switch",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔂 Process", Description = "A picture or a batch.")]
public sealed class BatchProcessSwitch : INode<BatchProcessSwitchOutputs>
{
    [Input(Name = "Input", Choices = ["image", "image batch"])]
    public string Input { get; init; } = "image";

    [Input(Type = "IMAGE")]
    public object? Image { get; init; }

    [Input(Type = "IMAGE")]
    public object? ImageBatch { get; init; }

    public BatchProcessSwitchOutputs Run(NodeContext context) =>
        new(Input == "image" ? Image : ImageBatch, Wiki.Page("Process-Nodes#cr-batch-process-switch"));
}
