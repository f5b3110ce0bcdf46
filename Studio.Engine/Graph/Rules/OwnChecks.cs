using System.Text.Json.Nodes;

namespace Studio.Engine.Graph.Rules;

/// <summary>What only the node itself can judge, such as whether a picture exists.</summary>
internal sealed class OwnChecks(NodeBinder binder)
{
    public IEnumerable<PromptError> Check(NodeSchema schema, PromptNode node)
    {
        var judged = schema.Inputs.Where(input => input.CheckedByNode).ToList();
        // A linked value is not known yet.
        if (!schema.NodeType.IsAssignableTo(typeof(ICheckInputs)) || judged.Exists(input => node.Inputs.GetValueOrDefault(input.Name) is InputValue.Link))
            return [];
        if (((ICheckInputs)binder.BindLiterals(schema, node)).Check() is not { } problem)
            return [];
        return judged.Select(input => new PromptError(
            "custom_validation_failed",
            "Custom validation failed for node",
            problem.Length == 0 ? input.Name : $"{input.Name} - {problem}",
            new JsonObject { ["input_name"] = input.Name }));
    }
}
