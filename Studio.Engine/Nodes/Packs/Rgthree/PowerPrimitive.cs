using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs.Rgthree;

public sealed record PowerPrimitiveOutputs([Output("*")] object? Value);

[Node("Power Primitive (rgthree)", Pack = RgthreePack.Name, DisplayName = "Power Primitive (rgthree)", Category = "rgthree",
    Description = "A value of a chosen type.")]
public sealed class PowerPrimitive : INode<PowerPrimitiveOutputs>
{
    /// <summary>"type" and "value".</summary>
    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public PowerPrimitiveOutputs Run(NodeContext context)
    {
        var value = Inputs.GetValueOrDefault("value");
        return new PowerPrimitiveOutputs(ValueText.Of(Inputs.GetValueOrDefault("type")) switch
        {
            "INT" => WholeNumbers.Truncate(Number(value)),
            "FLOAT" => Number(value),
            "BOOLEAN" => IsTrue(value),
            _ => value is null ? "" : ValueText.Of(value),
        });
    }

    private static double Number(object? value) => value is bool truth ? truth ? 1 : 0
        : PythonNumbers.TryFloat(ValueText.Of(value), out var number) ? number : 0;

    private static bool IsTrue(object? value) => PythonNumbers.TryFloat(ValueText.Of(value), out var number)
        ? number != 0
        : ValueText.Of(value).ToLowerInvariant() is not ("" or "false" or "null" or "none" or "empty");
}
