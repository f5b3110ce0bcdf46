using System.Text.Json.Nodes;
using Studio.Engine.Graph.Rules;
using Studio.Engine.Imaging;

namespace Studio.Engine.Graph;

/// <summary>Checks all that the outputs of a prompt need, once per node, and returns every error. Outputs without errors may run.</summary>
public sealed class PromptValidator(NodeCatalog nodes, NodeBinder binder)
{
    /// <summary>More dependants of one faulty node are not listed: the answer must not grow with the square of the prompt.</summary>
    private const int MostDependents = 64;

    private static readonly IReadOnlyList<IInputRule> InputRules =
        [new RequiredInputs(), new LinkTargets(), new LinkTypes(), new LiteralTypes(), new LiteralRanges(), new LiteralChoices()];

    private readonly OwnChecks _ownChecks = new(binder, nodes);

    /// <summary>The same for one user: names of files mean that user's.</summary>
    public PromptValidator For(RunFiles files) => new(nodes.In(files.Pictures), binder.For(files));

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
            return Refused(prompt, new PromptError.NoOutputs());

        var walk = PromptWalk.From(prompt, nodes, outputs);
        var literals = new ConvertedLiterals(prompt);
        var errors = await CheckNodesAsync(prompt, walk, outputs, literals, cancellationToken);
        var faults = Blame(prompt, outputs, errors);
        var good = outputs.Where(output => !faults.BadOutputs.Contains(output)).ToList();
        var error = good.Count > 0
            ? null
            : new PromptError.AllOutputsFailed([.. outputs.Where(errors.ContainsKey).SelectMany(output => errors[output])]);
        return new PromptValidation(literals.Apply(), error, faults.ByNode, good);
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
                errors[id] = outputIds.Contains(id)
                    ? found
                    : [.. found.Select(error => WithConsumer(prompt, error, walk.FirstConsumer(id), choices))];
        }
        foreach (var cycle in walk.Cycles)
        {
            var nodesOfCycle = cycle.Select(id => prompt.Nodes[id]).ToList();
            foreach (var id in cycle)
                errors[id] = [new PromptError.Cycle(id, nodesOfCycle)];
        }
        return errors;
    }

    private List<PromptError> CheckNode(Prompt prompt, PromptNode node, ChoiceLists choices, ConvertedLiterals literals)
    {
        if (prompt.Source[node.Id] is JsonObject source && !source.ContainsKey("inputs"))
            return [new PromptError.NoInputs()];
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

    /// <summary>An error that is about no input of its node is told with the link that led to the node.</summary>
    private PromptError WithConsumer(Prompt prompt, PromptError error, PromptLink? link, ChoiceLists choices)
    {
        if (error is not PromptError.AtNode atNode || link is null)
            return error;
        var input = nodes.Find(prompt.Nodes[link.Consumer].ClassType)!.InputsByName.GetValueOrDefault(link.Input);
        return atNode with { Consumer = new Consumer(link.Input, input is null ? null : choices.Declared(input), link.Source) };
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
}
