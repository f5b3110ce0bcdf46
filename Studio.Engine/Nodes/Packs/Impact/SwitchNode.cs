using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record SwitchNodeOutputs([Output("selected_value")] object? SelectedValue, [Output("selected_label")] string SelectedLabel,
    [Output("selected_index")] long SelectedIndex);

[Node("ImpactSwitch", Pack = ImpactPack.Name, DisplayName = "Switch (Any)", Category = "ImpactPack/Util",
    Hidden = ["unique_id", "extra_pnginfo"], Description = "One of any number of inputs.")]
public sealed class SwitchNode : INode<SwitchNodeOutputs>, IMoreInputs, ILazyInputs
{
    [Input(Min = 1, Max = 999999, Step = 1)]
    public int Select { get; init; } = 1;

    [Input]
    public bool SelMode { get; init; }

    public static IReadOnlyList<InputSpec> MoreInputs => [new InputSpec("input1", WireTypes.Any,
        Options: new InputAttribute { Lazy = true })];

    /// <summary>input1, input2, ...</summary>
    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public IEnumerable<string> NeededInputs() => [$"input{Select}"];

    public SwitchNodeOutputs Run(NodeContext context)
    {
        var name = $"input{Select}";
        return Inputs.TryGetValue(name, out var value)
            ? new SwitchNodeOutputs(value, SwitchLabels.Of(context, name), Select)
            : new SwitchNodeOutputs(null, "", Select);
    }
}
