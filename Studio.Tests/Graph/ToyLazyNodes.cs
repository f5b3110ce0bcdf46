using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>Nodes that choose what is computed for them.</summary>
internal static class ToyLazyNodes
{
    public static readonly Type[] All = [typeof(ToySwitch), typeof(ToySwitchAsync), typeof(ToyEagerSwitch), typeof(ToyFirst),
        typeof(ToyLeave), typeof(ToyFaultyAsk), typeof(ToyCountdown)];
}

[Node("ToySwitch", Category = "test")]
internal sealed class ToySwitch : INode<object?>, ILazyInputs
{
    [Input]
    public required bool On { get; init; }

    [Input(Lazy = true)]
    public required object? WhenOn { get; init; }

    [Input(Lazy = true)]
    public required object? WhenOff { get; init; }

    public IEnumerable<string> NeededInputs() => [On ? "when_on" : "when_off", "no_such_input"];

    public object? Run(NodeContext context) => On ? WhenOn : WhenOff;
}

[Node("ToySwitchAsync", Category = "test")]
internal sealed class ToySwitchAsync : INode<object?>, ILazyInputsAsync
{
    [Input]
    public required bool On { get; init; }

    [Input(Lazy = true)]
    public object? WhenOn { get; init; }

    [Input(Lazy = true)]
    public object? WhenOff { get; init; }

    public async Task<IReadOnlyList<string>> NeededInputsAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        return On ? ["when_on"] : ["when_off"];
    }

    public object? Run(NodeContext context) => On ? WhenOn : WhenOff;
}

/// <summary>The same without choosing: both come always.</summary>
[Node("ToyEagerSwitch", Category = "test")]
internal sealed class ToyEagerSwitch : INode<object?>
{
    [Input]
    public required bool On { get; init; }

    [Input]
    public required object? WhenOn { get; init; }

    [Input]
    public required object? WhenOff { get; init; }

    public object? Run(NodeContext context) => On ? WhenOn : WhenOff;
}

/// <summary>The first that is above 0: asks for one after the other.</summary>
[Node("ToyFirst", Category = "test")]
internal sealed class ToyFirst : INode<int>, ILazyInputs
{
    [Input(Lazy = true)]
    public int? A { get; init; } = 9;

    [Input(Lazy = true)]
    public int? B { get; init; }

    [Input(Lazy = true)]
    public int? C { get; init; }

    public IEnumerable<string> NeededInputs() => A is null ? ["a"] : A > 0 ? ["a"] : B is null ? ["b"] : B > 0 ? [] : ["c"];

    public int Run(NodeContext context) => A > 0 ? A.Value : B > 0 ? B.Value : C!.Value;
}

/// <summary>Has a lazy input and never asks for it.</summary>
[Node("ToyLeave", Category = "test")]
internal sealed class ToyLeave : INode<string>
{
    [Input(Lazy = true)]
    public int? Unused { get; init; } = 5;

    public string Run(NodeContext context) => Unused?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing";
}

[Node("ToyFaultyAsk", Category = "test")]
internal sealed class ToyFaultyAsk : INode<int>, ILazyInputs
{
    [Input(Lazy = true)]
    public int? A { get; init; }

    public IEnumerable<string> NeededInputs() => throw new FormatException("cannot say");

    public int Run(NodeContext context) => 0;
}

/// <summary>Runs only what it must: 0 wants nothing of the rest.</summary>
[Node("ToyCountdown", Category = "test")]
internal sealed class ToyCountdown : INode<int>, ILazyInputs
{
    [Input]
    public required int Start { get; init; }

    [Input(Lazy = true)]
    public int? Rest { get; init; }

    public IEnumerable<string> NeededInputs() => Start > 0 ? ["rest"] : [];

    public int Run(NodeContext context) => Start + (Rest ?? 0);
}
