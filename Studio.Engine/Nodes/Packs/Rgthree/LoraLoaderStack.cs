using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Lora Loader Stack (rgthree)", Pack = RgthreePack.Name, DisplayName = "Lora Loader Stack (rgthree)", Category = "rgthree",
    Description = "Four LoRAs one after the other.")]
public sealed class LoraLoaderStack(LoraStacks stacks) : INode<PatchedOptionally>, IFingerprint
{
    [Input] public required DiffusionModel Model { get; init; }
    [Input] public required ClipModel Clip { get; init; }
    [Input(Name = "lora_01", ChoicesFrom = typeof(OptionalLoraNames))] public string Lora1 { get; init; } = "None";
    [Input(Name = "strength_01", Min = -10, Max = 10, Step = 0.01)] public double Strength1 { get; init; } = 1;
    [Input(Name = "lora_02", ChoicesFrom = typeof(OptionalLoraNames))] public string Lora2 { get; init; } = "None";
    [Input(Name = "strength_02", Min = -10, Max = 10, Step = 0.01)] public double Strength2 { get; init; } = 1;
    [Input(Name = "lora_03", ChoicesFrom = typeof(OptionalLoraNames))] public string Lora3 { get; init; } = "None";
    [Input(Name = "strength_03", Min = -10, Max = 10, Step = 0.01)] public double Strength3 { get; init; } = 1;
    [Input(Name = "lora_04", ChoicesFrom = typeof(OptionalLoraNames))] public string Lora4 { get; init; } = "None";
    [Input(Name = "strength_04", Min = -10, Max = 10, Step = 0.01)] public double Strength4 { get; init; } = 1;

    private StackedLora[] Rows => [new(Lora1, Strength1, Strength1), new(Lora2, Strength2, Strength2), new(Lora3, Strength3, Strength3),
        new(Lora4, Strength4, Strength4)];

    public PatchedOptionally Run(NodeContext context)
    {
        var (model, clip) = stacks.Apply(Model, Clip, Rows, context);
        return new PatchedOptionally(model, clip);
    }

    /// <summary>A file that was replaced is another LoRA.</summary>
    public string? Fingerprint() => stacks.Stamp(Rows);
}
