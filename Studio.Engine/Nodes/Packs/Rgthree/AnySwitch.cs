using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

public sealed record AnySwitchOutputs([Output("*")] object? Value);

[Node("Any Switch (rgthree)", Pack = RgthreePack.Name, DisplayName = "Any Switch (rgthree)", Category = "rgthree",
    Description = "The first of any number of inputs, in their order, that has a value.")]
public sealed class AnySwitch : INode<AnySwitchOutputs>
{
    /// <summary>any_01, any_02, ... in the order of the prompt.</summary>
    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public AnySwitchOutputs Run(NodeContext context) =>
        new(Inputs.FirstOrDefault(input => input.Key.StartsWith("any_", StringComparison.Ordinal) && !IsNothing(input.Value)).Value);

    /// <summary>A context in which nothing is set counts as nothing.</summary>
    private static bool IsNothing(object? value) => value is null
        || (value is NamedValues named && named.Values.ContainsKey("model") && named.Values.ContainsKey("clip")
            && named.Values.Values.All(part => part is null));
}
