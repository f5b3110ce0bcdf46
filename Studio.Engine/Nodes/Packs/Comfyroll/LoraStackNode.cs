using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record LoraStackNodeOutputs([Output("LORA_STACK", Type = "LORA_STACK")] object? LoraStack,
    [Output("show_help")] string ShowHelp);

[Node("CR LoRA Stack", Pack = ComfyrollPack.Name, DisplayName = "💊 CR LoRA Stack", Category = "🧩 Comfyroll Studio/✨ Essential/💊 LoRA",
    Description = "Up to three LoRAs behind those that come along.")]
public sealed class LoraStackNode : INode<LoraStackNodeOutputs>
{
    [Input(Name = "switch_1", Choices = ["Off", "On"])] public string Switch1 { get; init; } = "Off";
    [Input(Name = "lora_name_1", ChoicesFrom = typeof(OptionalLoraNames))] public string LoraName1 { get; init; } = "None";
    [Input(Name = "model_weight_1", Min = -10, Max = 10, Step = 0.01)] public double ModelWeight1 { get; init; } = 1;
    [Input(Name = "clip_weight_1", Min = -10, Max = 10, Step = 0.01)] public double ClipWeight1 { get; init; } = 1;
    [Input(Name = "switch_2", Choices = ["Off", "On"])] public string Switch2 { get; init; } = "Off";
    [Input(Name = "lora_name_2", ChoicesFrom = typeof(OptionalLoraNames))] public string LoraName2 { get; init; } = "None";
    [Input(Name = "model_weight_2", Min = -10, Max = 10, Step = 0.01)] public double ModelWeight2 { get; init; } = 1;
    [Input(Name = "clip_weight_2", Min = -10, Max = 10, Step = 0.01)] public double ClipWeight2 { get; init; } = 1;
    [Input(Name = "switch_3", Choices = ["Off", "On"])] public string Switch3 { get; init; } = "Off";
    [Input(Name = "lora_name_3", ChoicesFrom = typeof(OptionalLoraNames))] public string LoraName3 { get; init; } = "None";
    [Input(Name = "model_weight_3", Min = -10, Max = 10, Step = 0.01)] public double ModelWeight3 { get; init; } = 1;
    [Input(Name = "clip_weight_3", Min = -10, Max = 10, Step = 0.01)] public double ClipWeight3 { get; init; } = 1;
    [Input(Type = "LORA_STACK")] public object? LoraStack { get; init; }

    public LoraStackNodeOutputs Run(NodeContext context)
    {
        StackedLora[] own = [new(LoraName1, ModelWeight1, ClipWeight1), new(LoraName2, ModelWeight2, ClipWeight2), new(LoraName3,
            ModelWeight3, ClipWeight3)];
        bool[] isOn = [Switch1 == "On", Switch2 == "On", Switch3 == "On"];
        var chosen = own.Where((lora, place) => lora.Name != "None" && isOn[place]);
        return new(LoraStacks.Of(LoraStacks.Read(LoraStack).Where(lora => lora.Name != "None").Concat(chosen)),
            Wiki.Page("LoRA-Nodes#cr-lora-stack"));
    }
}
