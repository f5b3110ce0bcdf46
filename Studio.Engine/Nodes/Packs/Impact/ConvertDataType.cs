using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record ConvertDataTypeOutputs(string String, double Float, long Int, bool Boolean);

[Node("ImpactConvertDataType", Pack = ImpactPack.Name, DisplayName = "ImpactConvertDataType", Category = "ImpactPack/Logic",
    Description = "A value in four types.")]
public sealed class ConvertDataType : INode<ConvertDataTypeOutputs>
{
    [Input]
    public required object? Value { get; init; }

    public ConvertDataTypeOutputs Run(NodeContext context)
    {
        var number = Value switch
        {
            string text when PythonNumbers.TryFloat(text, out var read) => read,
            string text => string.Equals(text, "false", StringComparison.OrdinalIgnoreCase) ? 0 : 1,
            _ => Numbers.Of(Value),
        };
        return new(ValueText.Of(Value), number, WholeNumbers.Truncate(number), number != 0);
    }
}
