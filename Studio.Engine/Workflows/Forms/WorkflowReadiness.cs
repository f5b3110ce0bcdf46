using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows.Forms;

/// <summary>What a workflow needs that is not here.</summary>
public sealed record WorkflowReadiness(IReadOnlyList<MissingNode> Nodes, IReadOnlyList<MissingChoice> Choices)
{
    private static readonly string[] ModelEndings = [".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".sft", ".onnx"];

    public bool IsReady => Nodes.Count == 0 && Choices.Count == 0;

    /// <summary>The files of models among what is missing.</summary>
    public IEnumerable<MissingChoice> Models => Choices.Where(choice => choice.IsModel);

    /// <summary>Looks at every node and every choice of a prompt.</summary>
    /// <param name="form">Pictures that it asks for are no matter; null when there is none.</param>
    public static WorkflowReadiness Of(Prompt prompt, NodeCatalog catalog, WorkflowForm? form = null)
    {
        var asked = form?.Inputs.Where(input => input.Type == FormInputType.Picture).SelectMany(input => input.Targets).ToHashSet() ?? [];
        var nodes = new List<MissingNode>();
        var choices = new List<MissingChoice>();
        foreach (var node in prompt.Nodes.Values)
        {
            if (catalog.Find(node.ClassType) is { } schema)
                choices.AddRange(Missing(node, schema).Where(choice => !asked.Contains(new(node.Id, choice.Input))));
            else if (!ExternalNodes.IsOne(node.ClassType) && nodes.All(known => known.ClassType != node.ClassType))
                nodes.Add(new(node.ClassType, node.Title, MissingNodes.Help(node.ClassType, catalog),
                    [.. MissingNodes.Nearest(node.ClassType, catalog).Select(near => near.Name)]));
        }
        return new(nodes, choices);
    }

    private static IEnumerable<MissingChoice> Missing(PromptNode node, NodeSchema schema)
    {
        foreach (var (name, value) in node.Inputs)
        {
            if (value is InputValue.Literal { Value: JsonValue literal } && WorkflowJson.Text(literal) is { Length: > 0 } text
                && schema.InputsByName.TryGetValue(name, out var input) && input
                    is { Type: WireTypes.Combo, CheckedByNode: false, Choices: not null }
                && !input.AcceptsChoice(text))
                yield return new(node.Id, node.Title ?? schema.DisplayName ?? schema.Name, name, text,
                    ModelEndings.Any(ending => text.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));
        }
    }
}

/// <summary>A class that is not here.</summary>
/// <param name="Help">What to use instead, or what may have been meant; null when there is nothing to say.</param>
/// <param name="Nearest">Up to three classes that are here.</param>
public sealed record MissingNode(string ClassType, string? Title, string? Help, IReadOnlyList<string> Nearest);

/// <summary>A value that its node does not have to choose from: a model's file, mostly.</summary>
public sealed record MissingChoice(string NodeId, string Node, string Input, string Value, bool IsModel);
