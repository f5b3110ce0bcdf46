using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ApplyLoraStackOutputs(DiffusionModel Model, ClipModel Clip, [Output("show_help")] string ShowHelp);

[Node("CR Apply LoRA Stack", Pack = ComfyrollPack.Name, DisplayName = "💊 CR Apply LoRA Stack",
    Category = "🧩 Comfyroll Studio/✨ Essential/💊 LoRA", Description = "A model and its text encoder with the LoRAs of a stack.")]
public sealed class ApplyLoraStack(LoraStacks stacks) : INode<ApplyLoraStackOutputs>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required ClipModel Clip { get; init; }

    [Input(Type = "LORA_STACK")]
    public required object LoraStack { get; init; }

    public ApplyLoraStackOutputs Run(NodeContext context)
    {
        var (model, clip) = stacks.Apply(Model, Clip, LoraStacks.Read(LoraStack), context);
        return new ApplyLoraStackOutputs(model, clip!, Wiki.Page("LoRA-Nodes#cr-apply-lora-stack"));
    }
}
