using System.Numerics;
using Studio.Engine.Graph;

namespace TestingPack;

/// <summary>The sockets through which a loop hands its values on.</summary>
internal static class Sockets
{
    public const int Count = 5;

    public static string Name(int number) => $"initial_value{number}";

    public static IReadOnlyList<InputSpec> Inputs(int from, bool rawLinks = false) =>
        [.. Enumerable.Range(from, Count - from)
            .Select(n => new InputSpec(Name(n), "*", Options: new InputAttribute { RawLink = rawLinks }))];

    public static IReadOnlyList<OutputSchema> Outputs(int from, params IEnumerable<OutputSchema> before) =>
        [.. before, .. Enumerable.Range(from, Count - from).Select(n => new OutputSchema($"value{n}", "*", IsList: false))];
}

[Node("TestWhileLoopOpen", DisplayName = "While loop open", Category = "Testing/Flow")]
public sealed class WhileLoopOpen : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    public static IReadOnlyList<InputSpec> MoreInputs { get; } = Sockets.Inputs(0);

    public static IReadOnlyList<OutputSchema> MoreOutputs { get; } = Sockets.Outputs(0,
        new OutputSchema("FLOW_CONTROL", "FLOW_CONTROL", IsList: false));

    [Input]
    public bool Condition { get; init; } = true;

    [MoreInputs]
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();

    public NodeOutput Run(NodeContext context) =>
        NodeOutput.Of(["stub", .. Enumerable.Range(0, Sockets.Count).Select(n => Values.GetValueOrDefault(Sockets.Name(n)))]);
}

/// <summary>While the condition holds, it puts a copy of everything between the two ends in its place, itself included.</summary>
[Node("TestWhileLoopClose", DisplayName = "While loop close", Category = "Testing/Flow", Hidden = ["dynprompt", "unique_id"])]
public sealed class WhileLoopClose : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    private const string Again = "Recurse";

    public static IReadOnlyList<InputSpec> MoreInputs { get; } = Sockets.Inputs(0);

    public static IReadOnlyList<OutputSchema> MoreOutputs { get; } = Sockets.Outputs(0);

    [Input(Type = "FLOW_CONTROL")]
    public required InputValue.Link FlowControl { get; init; }

    [Input(ForceInput = true)]
    public required bool Condition { get; init; }

    [MoreInputs]
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();

    private static IEnumerable<int> Numbers => Enumerable.Range(0, Sockets.Count);

    public NodeOutput Run(NodeContext context)
    {
        if (!Condition)
            return NodeOutput.Of([.. Numbers.Select(n => Values.GetValueOrDefault(Sockets.Name(n)))]);
        var inside = Inside(context.DynamicPrompt, context.Node.Id);
        var graph = context.NewGraph();
        foreach (var id in inside)
            graph.Node(context.DynamicPrompt.Find(id)!.ClassType, NameOf(id, context)).DisplayId = id;
        foreach (var id in inside)
        {
            var copy = graph.Find(NameOf(id, context))!;
            foreach (var (input, value) in context.DynamicPrompt.Find(id)!.Inputs)
                copy.Set(input, value is InputValue.Link link && inside.Contains(link.NodeId)
                    ? graph.Find(NameOf(link.NodeId, context))!.Out(link.Slot)
                    : value);
        }

        var open = graph.Find(FlowControl.NodeId)!;
        foreach (var n in Numbers)
            open.Set(Sockets.Name(n), Values.GetValueOrDefault(Sockets.Name(n)));
        return NodeOutput.Expand(graph, [.. Numbers.Select(graph.Find(Again)!.Out)]);
    }

    // the copy of this very node gets a short name: ids would else grow with every turn
    private static string NameOf(string id, NodeContext context) => id == context.Node.Id ? Again : id;

    /// <summary>What depends on the open end and is needed by this one, both ends included.</summary>
    private List<string> Inside(IDynamicPrompt prompt, string close)
    {
        var users = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        NoteUsers(prompt, close, users);
        var inside = new List<string> { FlowControl.NodeId };
        for (var i = 0; i < inside.Count; i++)
            inside.AddRange(users.GetValueOrDefault(inside[i], []).Where(user => !inside.Contains(user)).Distinct().ToList());
        if (!inside.Contains(close))
            inside.Add(close);
        return inside;
    }

    private static void NoteUsers(IDynamicPrompt prompt, string id, Dictionary<string, List<string>> users)
    {
        foreach (var link in prompt.Find(id)!.Inputs.Values.OfType<InputValue.Link>())
        {
            if (users.TryAdd(link.NodeId, []))
                NoteUsers(prompt, link.NodeId, users);
            users[link.NodeId].Add(id);
        }
    }
}

[Node("TestForLoopOpen", DisplayName = "For loop open", Category = "Testing/Flow")]
public sealed class ForLoopOpen : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    public static IReadOnlyList<InputSpec> MoreInputs { get; } =
        [.. Sockets.Inputs(1), new InputSpec(Sockets.Name(0), "*", Options: new InputAttribute { Hidden = true })];

    public static IReadOnlyList<OutputSchema> MoreOutputs { get; } =
        Sockets.Outputs(1, new OutputSchema("flow_control", "FLOW_CONTROL", IsList: false),
            new OutputSchema("remaining", WireTypes.Int, IsList: false));

    [Input(Min = 0, Max = 100000, Step = 1)]
    public int Remaining { get; init; } = 1;

    [MoreInputs]
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();

    public NodeOutput Run(NodeContext context)
    {
        var remaining = Values.GetValueOrDefault(Sockets.Name(0)) ?? (long)Remaining;
        var values = Enumerable.Range(1, Sockets.Count - 1).Select(n => Values.GetValueOrDefault(Sockets.Name(n))).ToList();
        var graph = context.NewGraph();
        var open = graph.Node("TestWhileLoopOpen").Set("condition", true).Set(Sockets.Name(0), remaining);
        for (var n = 1; n < Sockets.Count; n++)
            open.Set(Sockets.Name(n), values[n - 1]);
        return NodeOutput.Expand(graph, ["stub", remaining, .. values]);
    }
}

/// <summary>Counts down and leaves the rest to a while loop that closes over the same open end.</summary>
[Node("TestForLoopClose", DisplayName = "For loop close", Category = "Testing/Flow")]
public sealed class ForLoopClose : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    public static IReadOnlyList<InputSpec> MoreInputs { get; } = Sockets.Inputs(1, rawLinks: true);

    public static IReadOnlyList<OutputSchema> MoreOutputs { get; } = Sockets.Outputs(1);

    [Input(Type = "FLOW_CONTROL")]
    public required InputValue.Link FlowControl { get; init; }

    [MoreInputs]
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();

    public NodeOutput Run(NodeContext context)
    {
        var graph = context.NewGraph();
        var left = graph.Node("TestIntMathOperation").Set("operation", "subtract").Set("a", new InputValue.Link(FlowControl.NodeId, 1))
            .Set("b", 1L);
        var more = graph.Node("TestToBoolNode").Set("value", left.Out(0));
        var close = graph.Node("TestWhileLoopClose").Set("flow_control", FlowControl).Set("condition", more.Out(0)).Set(Sockets.Name(0),
            left.Out(0));
        for (var n = 1; n < Sockets.Count; n++)
            close.Set(Sockets.Name(n), Values.GetValueOrDefault(Sockets.Name(n)));
        return NodeOutput.Expand(graph, [.. Enumerable.Range(1, Sockets.Count - 1).Select(close.Out)]);
    }
}

[Node("TestExecutionBlocker", DisplayName = "Execution blocker", Category = "Testing/Flow")]
public sealed class Blocker : INode<NodeOutput<Blocker.Passed>>
{
    [Input]
    public required object Input { get; init; }

    [Input]
    public required bool Block { get; init; }

    [Input]
    public bool Verbose { get; init; }

    public NodeOutput<Passed> Run(NodeContext context) =>
        Block ? NodeOutput.Block(Verbose ? "Blocked Execution" : null) : new Passed(Input);

    public sealed record Passed([property: Output("output")] object Value);
}

[Node("TestIntMathOperation", DisplayName = "Int maths", Category = "Testing/Logic")]
public sealed class IntMath : INode<long>
{
    [Input(Step = 1)]
    public long A { get; init; }

    [Input(Step = 1)]
    public long B { get; init; }

    [Input(Choices = ["add", "subtract", "multiply", "divide", "modulo", "power"])]
    public required string Operation { get; init; }

    // division rounds down and the remainder has the divisor's sign, as in Python
    public long Run(NodeContext context) => checked(Operation switch
    {
        "add" => A + B,
        "subtract" => A - B,
        "multiply" => A * B,
        "divide" => (A - Modulo()) / B,
        "modulo" => Modulo(),
        _ => (long)BigInteger.Pow(A, (int)B),
    });

    private long Modulo() => ((A % B) + B) % B;
}
