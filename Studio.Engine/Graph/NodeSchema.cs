using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Engine.Python;

namespace Studio.Engine.Graph;

/// <summary>What a node looks like from outside, read once from its class: object_info, validation and binding all come from it.</summary>
public sealed class NodeSchema
{
    private readonly NodeAttribute _declared;

    private NodeSchema(Type nodeType, NodeAttribute declared, IReadOnlyList<InputSchema> inputs, MoreInputsProperty? moreInputs,
        OutputRecord outputs)
    {
        _declared = declared;
        MoreInputs = moreInputs;
        NodeType = nodeType;
        Inputs = inputs;
        InputsByName = inputs.ToDictionary(input => input.Name);
        OutputRecord = outputs;
    }

    /// <summary>The class_type of prompts.</summary>
    public string Name => _declared.Name;

    /// <summary>Null where ComfyUI has none either; pages then show the name.</summary>
    public string? DisplayName => _declared.DisplayName;

    public string Category => _declared.Category;

    public string Description => _declared.Description;

    public bool IsOutput => _declared.IsOutput;

    /// <summary>See <see cref="NodeAttribute.HasIntermediateOutput"/>.</summary>
    public bool HasIntermediateOutput => _declared.HasIntermediateOutput;

    public string? EssentialsCategory => _declared.EssentialsCategory;

    public bool IsDeprecated => _declared.Deprecated;

    public bool IsExperimental => _declared.Experimental;

    /// <summary>Where the node comes from: ComfyUI's module of that name, or custom_nodes.* for an extension's.</summary>
    public string PythonModule => Module ?? (Pack is null ? _declared.PythonModule : $"custom_nodes.{Pack}");

    /// <summary>See <see cref="NodeAttribute.Pack"/>.</summary>
    public string? Pack => _declared.Pack;

    public IReadOnlyList<string> SearchAliases => _declared.SearchAliases;

    /// <summary>The names of hidden inputs, see <see cref="NodeAttribute.Hidden"/>.</summary>
    public IReadOnlyList<string> Hidden => _declared.Hidden;

    internal bool IsSchemaStyle => _declared.SchemaStyle;

    /// <summary>Whether the class is Studio's own and not one of ComfyUI's.</summary>
    public bool IsOurs => _declared.IsOurs;

    /// <summary>In the order of declaration, which is the order of a form.</summary>
    public IReadOnlyList<InputSchema> Inputs { get; }

    public IReadOnlyDictionary<string, InputSchema> InputsByName { get; }

    public IReadOnlyList<OutputSchema> Outputs => OutputRecord.Outputs;

    /// <summary>The node is called once with whole lists, instead of once per element.</summary>
    public bool IsInputList => MoreInputs?.IsList ?? Inputs.Any(input => input.IsList);

    /// <summary>The node judges its literals itself; as if all inputs were marked.</summary>
    public bool ChecksAllInputs => _declared.ChecksAllInputs;

    /// <summary>The node judges the types of links itself.</summary>
    public bool ChecksLinkTypes => _declared.ChecksLinkTypes;

    /// <summary>Whether a link at that input is a dependency: it is declared, or the node takes any.</summary>
    public bool TakesLink(string input) => MoreInputs is not null || InputsByName.ContainsKey(input);

    /// <summary>
    /// The names of a prompt's inputs that reach the node; what it does not declare is dropped, unless it takes that too.
    /// </summary>
    internal IEnumerable<string> InputsOf(PromptNode node)
    {
        foreach (var input in Inputs.Where(input => node.Inputs.ContainsKey(input.Name) && input.CountsIn(node)))
            yield return input.Name;
        if (MoreInputs is null)
            yield break;
        foreach (var (name, value) in node.Inputs)
        {
            if (!InputsByName.ContainsKey(name) && (value is InputValue.Link || MoreInputs.TakesLiterals))
                yield return name;
        }
    }

    /// <summary>Where inputs go that have no property of their own; null for most nodes.</summary>
    internal MoreInputsProperty? MoreInputs { get; }

    /// <summary>Where it comes from, when that is not for the class to say.</summary>
    internal string? Module { get; set; }

    internal Type NodeType { get; }

    internal OutputRecord OutputRecord { get; }

    internal bool HasOwnChoices => Inputs.Any(input => input.HasOwnChoices);

    /// <summary>The same node with the choices of the user whose files these are.</summary>
    internal NodeSchema In(IImageStore store) =>
        new(NodeType, _declared, [.. Inputs.Select(input => input.In(store))], MoreInputs, OutputRecord) { Module = Module };

    internal bool IsAsync => OutputRecord.IsAsync;

    /// <summary>The node chooses among its lazy inputs.</summary>
    internal bool AsksForInputs => NodeType.IsAssignableTo(typeof(ILazyInputs)) || NodeType.IsAssignableTo(typeof(ILazyInputsAsync));

    internal bool MayExpand => OutputRecord.MayExpand;

    internal bool KeepsResultsPerId => _declared.NotIdempotent || _declared.Hidden.Contains("unique_id", StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a node class. <paramref name="services"/> gives the sources of choices.</summary>
    /// <exception cref="InvalidOperationException">The class is not a well-formed node; the message says what to change.</exception>
    internal static NodeSchema Read(Type nodeType, IServiceProvider services)
    {
        var declared = nodeType.GetCustomAttribute<NodeAttribute>() ?? throw MalformedNode.Because(nodeType, "it needs a [Node] attribute");
        var outputs = OutputRecord.Of(nodeType);
        var sample = Sample(nodeType);
        var nullability = new NullabilityInfoContext();
        var more = MoreInputsProperty.Of(nodeType);
        var inputs = nodeType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.IsDefined(typeof(InputAttribute)))
            .OrderBy(property => property.MetadataToken)
            .Select(property => ReadInput(nodeType, property, sample, nullability, services))
            .Concat(MoreInputsProperty.Declared(nodeType, more, services))
            .ToList();
        if (inputs.GroupBy(input => input.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw MalformedNode.Because(nodeType, $"two inputs are called {twice.Key}");
        if (inputs.Find(input => input.When is not null && !inputs.Exists(
            owner => owner.Choices is not null && input.Name.StartsWith(owner.Name + ".", StringComparison.Ordinal))) is { } orphan)
            throw MalformedNode.Because(nodeType,
                $"{orphan.Name} counts with some choices of a combo, so its name must begin with that one's and a dot");
        var values = inputs.FindAll(input => !input.IsRawLink);
        if ((more?.IsList ?? values.Exists(input => input.IsList)) != values.TrueForAll(input => input.IsList) && values.Count > 0)
            throw MalformedNode.Because(nodeType, "either all of its inputs are lists or none");
        return new NodeSchema(nodeType, declared, inputs, more, outputs);
    }

    private static InputSchema ReadInput(
        Type nodeType, PropertyInfo property, object sample, NullabilityInfoContext nullability, IServiceProvider services)
    {
        var declared = property.GetCustomAttribute<InputAttribute>()!;
        var slot = SlotType.Of(property.PropertyType, declared.Type)
            ?? throw MalformedNode.Because(nodeType,
                $"{property.Name} has type {property.PropertyType.Name}, which cannot travel (it needs a [WireType])");
        if (property.SetMethod is not { IsPublic: true })
            throw MalformedNode.Because(nodeType, $"{property.Name} needs a public init accessor");
        var isNullable = nullability.Create(property).ReadState == NullabilityState.Nullable;
        var mustBeSet = property.IsDefined(typeof(RequiredMemberAttribute));
        if (declared.Lazy && !isNullable)
            throw MalformedNode.Because(nodeType, $"{property.Name} is lazy and may stay null, so its type must be nullable");
        if (declared.MultiSelect && slot is not { IsList: true, Type: WireTypes.String })
            throw MalformedNode.Because(nodeType, $"{property.Name} takes several choices, so its type must be IReadOnlyList<string>");
        var initial = mustBeSet ? null : InitialValue(property.GetValue(sample));
        return new InputSchema(property, declared, slot, mustBeSet || !isNullable, initial,
            ChoiceSources.Of(nodeType, declared, services)) { IsNullable = isNullable };
    }

    /// <summary>A list that starts with one element starts a form with that.</summary>
    private static JsonNode? InitialValue(object? value) =>
        PythonText.ToJson(value is System.Collections.IList { Count: 1 } list ? list[0] : value);

    /// <summary>
    /// An instance without services, only to read the initial values of its properties: these may not depend on services.
    /// </summary>
    private static object Sample(Type nodeType)
    {
        var constructors = nodeType.GetConstructors();
        if (constructors.Length != 1)
            throw MalformedNode.Because(nodeType, "it needs exactly one public constructor, whose parameters are services");
        return constructors[0].Invoke(new object?[constructors[0].GetParameters().Length]);
    }
}
