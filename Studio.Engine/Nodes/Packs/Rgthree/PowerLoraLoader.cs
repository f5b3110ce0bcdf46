using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Power Lora Loader (rgthree)", Pack = RgthreePack.Name, DisplayName = "Power Lora Loader (rgthree)", Category = "rgthree",
    Description = "Any number of LoRAs in rows, each with its own switch and strength.")]
public sealed class PowerLoraLoader(LoraStacks stacks) : INode<PatchedOptionally>, IFingerprint
{
    [Input]
    public DiffusionModel? Model { get; init; }

    [Input]
    public ClipModel? Clip { get; init; }

    /// <summary>lora_1, lora_2, ...: {"on", "lora", "strength", "strengthTwo"}, in the order of the prompt.</summary>
    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    private IEnumerable<StackedLora> Rows => Inputs.Where(input => input.Key.StartsWith("lora_", StringComparison.OrdinalIgnoreCase))
        .Select(input => LoraRow.Of(input.Value, Clip is not null)).OfType<StackedLora>();

    public PatchedOptionally Run(NodeContext context)
    {
        if (Model is null)
            return new PatchedOptionally(Model, Clip);
        var (model, clip) = stacks.Apply(Model, Clip, Rows, context);
        return new PatchedOptionally(model, clip);
    }

    /// <summary>A file that was replaced is another LoRA.</summary>
    public string? Fingerprint() => stacks.Stamp(Rows);
}
