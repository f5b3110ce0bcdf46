using System.Text.Json.Nodes;
using Studio.Engine.Graph.Rules;

namespace Studio.Engine.Graph;

/// <summary>Checks all that the outputs of a prompt need, once per node, and returns every error. Outputs without errors may run.</summary>
public sealed class PromptValidator(NodeCatalog nodes, NodeBinder binder)
{
    /// <summary>More dependants of one faulty node are not listed: the answer must not grow with the square of the prompt.</summary>
    private const int MostDependents = 64;

    private static readonly IReadOnlyList<IInputRule> InputRules =
        [new RequiredInputs(), new LinkTargets(), new LinkTypes(), new LiteralTypes(), new LiteralRanges(), new LiteralChoices()];

    private readonly OwnChecks _ownChecks = new(binder, nodes);

    /// <summary>Checks a prompt.</summary>
    /// <param name="targets">Only these output nodes count when given.</param>
    public async Task<PromptValidation> ValidateAsync(Prompt prompt, IReadOnlyCollection<string>? targets = null,
        CancellationToken cancellationToken = default)
    {
        if (KnownNodeTypes.Check(prompt, nodes) is { } unknown)
            return Refused(prompt, unknown);
        var outputs = prompt.Nodes.Values
            .Where(node => nodes.Find(node.ClassType)!.IsOutput && (targets?.Contains(node.Id) ?? true))
            .Select(node => node.Id)
            .ToList();
        if (outputs.Count == 0)
            return Refused(prompt, new PromptError("prompt_no_outputs", "Prompt has no outputs", "", []));

        var walk = PromptWalk.From(prompt, nodes, outputs);
        var literals = new ConvertedLiterals(prompt);
        var errors = await CheckNodesAsync(prompt, walk, outputs, literals, cancellationToken);
        var faults = Blame(prompt, outputs, errors);
        var good = outputs.Where(output => !faults.BadOutputs.Contains(output)).ToList();
        return new PromptValidation(literals.Apply(), good.Count > 0 ? null : AllFailed(outputs, errors), faults.ByNode, good);
    }

    private static PromptValidation Refused(Prompt prompt, PromptError error) =>
        new(prompt, error, new Dictionary<string, NodeErrors>(), []);

    private async Task<Dictionary<string, List<PromptError>>> CheckNodesAsync(
        Prompt prompt, PromptWalk walk, List<string> outputs, ConvertedLiterals literals, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, List<PromptError>>();
        var choices = new ChoiceLists();
        var outputIds = outputs.ToHashSet();
        foreach (var id in walk.Order)
        {
            var found = CheckNode(prompt, prompt.Nodes[id], choices, literals);
            if (found.Count == 0)
                found.AddRange(
                    await _ownChecks.CheckAsync(nodes.Find(prompt.Nodes[id].ClassType)!, literals.NodeOf(id), prompt, cancellationToken));
            if (found.Count > 0)
                errors[id] = outputIds.Contains(id) ? found : [.. found.Select(error => AsInner(prompt, error, walk.FirstConsumer(id)))];
        }
        foreach (var cycle in walk.Cycles)
        {
            foreach (var id in cycle)
                errors[id] = [CycleError(prompt, cycle, id)];
        }
        return errors;
    }

    private List<PromptError> CheckNode(Prompt prompt, PromptNode node, ChoiceLists choices, ConvertedLiterals literals)
    {
        if (prompt.Source[node.Id] is JsonObject source && !source.ContainsKey("inputs"))
            return [LinkTargets.Exception("KeyError", "'inputs'")];
        var schema = nodes.Find(node.ClassType)!;
        var errors = new List<PromptError>();
        foreach (var declared in schema.Inputs.Where(input => input.CountsIn(node)))
        {
            var input = new CheckedInput(prompt, nodes, choices, schema, declared,
                Unwrap(node.Inputs.GetValueOrDefault(declared.Name), out var wrapped));
            // A list in {"__value__": [...]} is a literal: the rule for links would take it for a broken one.
            var rules = wrapped ? InputRules.Where(rule => rule is not LinkTargets) : InputRules;
            if (rules.Select(rule => rule.Check(input)).FirstOrDefault(error => error is not null) is { } error)
                errors.Add(error);
            literals.Set(node.Id, declared.Name, input.Value);
        }
        errors.AddRange(node.Inputs
            .Where(input => input.Value is InputValue.Link && schema.TakesLink(input.Key) && !schema.InputsByName.ContainsKey(input.Key))
            .Select(input => LinkTargets.CheckTarget(prompt, nodes, (InputValue.Link)input.Value)).OfType<PromptError>());
        return errors;
    }

    private static InputValue? Unwrap(InputValue? value, out bool wrapped)
    {
        wrapped = value is InputValue.Literal { Value: JsonObject fields } && fields.ContainsKey("__value__");
        return wrapped ? new InputValue.Literal(((JsonObject)((InputValue.Literal)value!).Value!)["__value__"]) : value;
    }

    /// <summary>An exception in a node that is not an output is reported with the link that led there.</summary>
    private PromptError AsInner(Prompt prompt, PromptError error, PromptLink? link)
    {
        if (error.Type != "exception_during_validation" || link is null)
            return error;
        var input = nodes.Find(prompt.Nodes[link.Consumer].ClassType)!.InputsByName.GetValueOrDefault(link.Input);
        return new PromptError("exception_during_inner_validation", "Exception when validating inner node", error.Details, new JsonObject
        {
            ["input_name"] = link.Input,
            ["input_config"] = input is null ? null : ObjectInfo.InputConfig(input),
            ["exception_message"] = error.Details,
            ["exception_type"] = error.ExtraInfo["exception_type"]?.DeepClone(),
            ["traceback"] = new JsonArray(),
            ["linked_node"] = new JsonArray(link.Source.NodeId, link.Source.Slot),
        });
    }

    private static PromptError CycleError(Prompt prompt, IReadOnlyList<string> cycle, string id)
    {
        var path = cycle.Append(cycle[0]).Select(node => $"{node} ({prompt.Nodes[node].ClassType})");
        return new PromptError("dependency_cycle", "Dependency cycle detected", string.Join(" -> ", path), new JsonObject
        {
            ["node_id"] = id,
            ["cycle_nodes"] = new JsonArray([.. cycle.Select(node => (JsonNode)node)]),
        });
    }

    private (HashSet<string> BadOutputs, Dictionary<string, NodeErrors> ByNode) Blame(
        Prompt prompt, List<string> outputs, Dictionary<string, List<PromptError>> errors)
    {
        var badOutputs = new HashSet<string>();
        var dependents = errors.Keys.ToDictionary(id => id, _ => new List<string>());
        if (errors.Count > 0)
        {
            foreach (var output in outputs)
            {
                foreach (var id in PromptWalk.From(prompt, nodes, [output]).Order.Where(errors.ContainsKey))
                {
                    badOutputs.Add(output);
                    if (dependents[id].Count < MostDependents)
                        dependents[id].Add(output);
                }
            }
        }
        return (badOutputs, errors.ToDictionary(
            pair => pair.Key,
            pair => new NodeErrors(prompt.Nodes[pair.Key].ClassType, pair.Value, dependents[pair.Key])));
    }

    private static PromptError AllFailed(List<string> outputs, Dictionary<string, List<PromptError>> errors)
    {
        var lines = outputs.Where(errors.ContainsKey).SelectMany(output => errors[output])
            .Where(error => error.Type != "dependency_cycle")
            .Select(error => $"{error.Message}: {error.Details}");
        return new PromptError("prompt_outputs_failed_validation", "Prompt outputs failed validation", string.Join('\n', lines), []);
    }
}
