using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>Nodes that judge their inputs themselves.</summary>
internal static class ToyCheckNodes
{
    public static readonly Type[] All = [typeof(ToyOwnRange), typeof(ToyOwnTypes), typeof(ToyOwnAll), typeof(ToyAsyncCheck),
        typeof(ToySeveral), typeof(ToyAsyncFile), typeof(ToyHalf)];
}

[Node("ToyOwnRange", Category = "test", IsOutput = true)]
internal sealed class ToyOwnRange : INode<ShownValues>, ICheckInputs
{
    [Input(Min = 0, Max = 1, CheckedByNode = true)]
    public required double A { get; init; }

    [Input(Min = 0, Max = 1, CheckedByNode = true)]
    public double? B { get; init; }

    [Input(Min = 0, Max = 1)]
    public required double C { get; init; }

    public string? Check(InputCheck inputs) => A == 7 || B == 7 ? "no sevens" : A == 8 ? throw new FormatException("eight") : null;

    public ShownValues Run(NodeContext context) => new(new JsonObject { ["vals"] = new JsonArray(A + (B ?? 0) + C) });
}

[Node("ToyOwnTypes", Category = "test", IsOutput = true, ChecksLinkTypes = true)]
internal sealed class ToyOwnTypes : INode<ShownValues>, ICheckInputs
{
    [Input(Type = "FLOAT", CheckedByNode = true)]
    public required object? A { get; init; }

    public string? Check(InputCheck inputs) => inputs.LinkTypes.GetValueOrDefault("a") is null or "FLOAT" or "INT" ? null : "only numbers";

    public ShownValues Run(NodeContext context) => new(new JsonObject { ["vals"] = new JsonArray(ToyShow.Text(A)) });
}

[Node("ToyOwnAll", Category = "test", IsOutput = true, ChecksAllInputs = true)]
internal sealed class ToyOwnAll : INode<ShownValues>, ICheckInputs
{
    [Input(Min = 0, Max = 1)]
    public required double A { get; init; }

    [Input(Choices = ["x"])]
    public string? B { get; init; }

    public string? Check(InputCheck inputs) => inputs.Literals.GetValueOrDefault("b") is "bad" ? "" : null;

    public ShownValues Run(NodeContext context) => new(new JsonObject { ["vals"] = new JsonArray(A, B) });
}

[Node("ToyAsyncCheck", Category = "test", IsOutput = true)]
internal sealed class ToyAsyncCheck : INode<ShownValues>, ICheckInputsAsync
{
    [Input(CheckedByNode = true)]
    public required double Value { get; init; }

    [Input]
    public required double Limit { get; init; }

    public async Task<string?> CheckAsync(InputCheck inputs, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Value > Limit ? $"Value {Value} is above {Limit}" : null;
    }

    public ShownValues Run(NodeContext context) => new(new JsonObject { ["vals"] = new JsonArray(Value) });
}

[Node("ToySeveral", Category = "test", IsOutput = true)]
internal sealed class ToySeveral : INode<ShownValues>
{
    [Input(Choices = ["a", "b", "c"], MultiSelect = true)]
    public required IReadOnlyList<string> Chosen { get; init; }

    public ShownValues Run(NodeContext context) =>
        new(new JsonObject { ["vals"] = new JsonArray([.. Chosen.Select(choice => (JsonNode)choice)]) });
}

/// <summary>Depends on something outside the prompt and must wait to know; its state "bad" cannot be read.</summary>
[Node("ToyAsyncFile", Category = "test")]
internal sealed class ToyAsyncFile(RunCounter counter, OutsideWorld world) : INode<int>, IFingerprintAsync
{
    [Input]
    public int Linked { get; init; } = -1;

    public async Task<string?> FingerprintAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        return world.State == "bad" ? throw new InvalidOperationException() : $"{world.State} {Linked}";
    }

    public int Run(NodeContext context)
    {
        counter.Add();
        return Linked;
    }
}

[Node("ToyHalf", Category = "test")]
internal sealed class ToyHalf : INode<double>
{
    public double Run(NodeContext context) => 0.5;
}
