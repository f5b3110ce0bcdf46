using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Efficiency;

public sealed record LoraStackToStringOutputs([Output("LoRA string")] string LoRAString);

[Node("LoRA Stack to String converter", Pack = EfficiencyPack.Name, DisplayName = "LoRA Stack to String converter",
    Category = "Efficiency Nodes/Misc", Description = "A stack of LoRAs as text.")]
public sealed class LoraStackToString : INode<LoraStackToStringOutputs>
{
    [Input(Type = "LORA_STACK")]
    public required object LoraStack { get; init; }

    public LoraStackToStringOutputs Run(NodeContext context) =>
        new(string.Join(' ', LoraStacks.Read(LoraStack).Select(lora =>
            $"<lora:{lora.Name}:{ValueText.Of(lora.Model)}:{ValueText.Of(lora.Clip)}>")));
}
