using System.Numerics;
using System.Reflection;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;

namespace Studio.Engine.Graph;

/// <summary>One input of a node as clients see it: name, wire type, whether it must be given, and how a literal is limited.</summary>
public sealed class InputSchema
{
    private readonly InputAttribute _declared;
    private IChoices? _changingChoices;

    internal InputSchema(PropertyInfo property, InputAttribute declared, SlotType slot, bool required, JsonNode? initial,
        IChoices? changingChoices)
        : this(declared.Name ?? SnakeCase.From(property.Name), declared, slot, required, initial, changingChoices) => Property = property;

    /// <summary>An input without a property of its own.</summary>
    internal InputSchema(InputSpec spec, bool isList, IChoices? changingChoices)
        : this(spec.Name, spec.Options ?? new InputAttribute(), new SlotType(spec.Type, typeof(object), isList), spec.IsRequired,
            spec.Default, changingChoices) =>
        Growing = spec.Growing;

    private InputSchema(string name, InputAttribute declared, SlotType slot, bool required, JsonNode? initial, IChoices? changingChoices)
    {
        _declared = declared;
        _changingChoices = changingChoices;
        Name = name;
        Type = declared.Choices is not null || changingChoices is not null || declared.RemoteChoices is not null
            ? WireTypes.Combo
            : slot.Type;
        IsRawLink = declared.RawLink || slot.ValueType == typeof(InputValue.Link);
        IsList = slot.IsList && !IsRawLink && !declared.MultiSelect;
        ValueType = declared.MultiSelect ? typeof(IReadOnlyList<string>) : slot.ValueType;
        IsRequired = required && !declared.Hidden;
        Default = initial;
    }

    public string Name { get; }

    /// <summary>INT, FLOAT, STRING, BOOLEAN, COMBO, * for anything, or the name of a value that only a link can bring.</summary>
    public string Type { get; }

    public bool IsRequired { get; }

    /// <summary>The node takes all values of a list at once instead of being called for each.</summary>
    public bool IsList { get; }

    /// <summary>What a form starts with, and what a prompt gets that does not state the input; null when there is none.</summary>
    public JsonNode? Default { get; }

    /// <summary>What ties its type to outputs, see <see cref="InputAttribute.Template"/>.</summary>
    public string? Template => _declared.Template;

    /// <summary>The values of <see cref="Owner"/> with which it counts; null for always.</summary>
    public IReadOnlyList<string>? When => _declared.When;

    /// <summary>The combo that its name begins with, when it counts only with some of that one's values.</summary>
    public string? Owner => When is null ? null : Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The row of inputs that it belongs to; null for most.</summary>
    public GrowingInputs? Growing { get; }

    /// <summary>Whether its choices are asked for anew each time.</summary>
    internal bool HasChangingChoices => _changingChoices is not null;

    /// <summary>Smallest value allowed, null for none. INT limits beyond 2^53 are exact in <see cref="IntegerMax"/>.</summary>
    public double? Min => Limit(_declared.Min);

    public double? Max => Limit(_declared.Max);

    public double? Step => Limit(_declared.Step);

    public double? Round => Limit(_declared.Round);

    public bool Multiline => _declared.Multiline;

    public bool DynamicPrompts => _declared.DynamicPrompts;

    public bool ControlAfterGenerate => _declared.ControlAfterGenerate;

    public bool ImageUpload => _declared.ImageUpload;

    /// <summary>Null for input.</summary>
    public string? ImageFolder => _declared.ImageFolder;

    /// <summary>The route of choices that a client fetches itself; <see cref="Choices"/> is null then.</summary>
    public string? RemoteChoices => _declared.RemoteChoices;

    /// <summary>slider, number or color; null leaves it to the form.</summary>
    public string? Display => _declared.Display;

    public bool Advanced => _declared.Advanced;

    /// <summary>Computed only when the node asks for it.</summary>
    public bool IsLazy => _declared.Lazy;

    /// <summary>The node gets the link instead of the value.</summary>
    public bool IsRawLink { get; }

    public bool ForceInput => _declared.ForceInput;

    /// <summary>A list of choices instead of one.</summary>
    public bool MultiSelect => _declared.MultiSelect;

    /// <summary>Only expansions set it.</summary>
    public bool IsHidden => _declared.Hidden;

    public string? Tooltip => _declared.Tooltip;

    /// <summary>The choices of a COMBO at this moment; null for other types.</summary>
    public IReadOnlyList<string>? Choices => _changingChoices?.Choices ?? _declared.Choices;

    /// <summary>
    /// Whether a prompt can hold the value itself, rather than a link to a node that makes it: by its type, or because the property holds
    /// anything.
    /// </summary>
    public bool TakesLiterals => Property?.PropertyType == typeof(object) || (ValueType != typeof(InputValue.Link) && Array.Exists(
        Type.Split(',', StringSplitOptions.TrimEntries),
        type => type is WireTypes.Int or WireTypes.Float or WireTypes.String or WireTypes.Boolean or WireTypes.Combo or WireTypes.Any));

    /// <summary>The smallest integer that is allowed: as declared, or as the property can hold.</summary>
    public BigInteger IntegerMin =>
        BigInteger.Max(IntegerRange.SmallestOf(ValueType), IntegerRange.From(Min) ?? IntegerRange.SmallestOf(ValueType));

    public BigInteger IntegerMax =>
        BigInteger.Min(IntegerRange.LargestOf(ValueType), IntegerRange.From(Max) ?? IntegerRange.LargestOf(ValueType));

    /// <summary>Null for inputs that arrive through <see cref="MoreInputsAttribute"/>.</summary>
    internal PropertyInfo? Property { get; }

    /// <summary>The CLR type of one value: the property's, without nullability and without the list around it.</summary>
    internal Type ValueType { get; }

    /// <summary>Null is a value that the node can be given.</summary>
    internal bool IsNullable { get; init; } = true;

    internal bool StatesDefault => _declared.StatesDefault;

    internal bool CheckedByNode => _declared.CheckedByNode;

    internal bool HasOwnChoices => _changingChoices is IOwnChoices;

    /// <summary>The same input with the choices of the user whose files these are.</summary>
    internal InputSchema In(IImageStore store)
    {
        if (_changingChoices is not IOwnChoices own)
            return this;
        var one = (InputSchema)MemberwiseClone();
        one._changingChoices = new ChoicesOfOne(own, store);
        return one;
    }

    /// <summary>False when the node's other literals leave no place for it.</summary>
    internal bool CountsIn(PromptNode node) => Owner is not { } owner
        || (node.Inputs.GetValueOrDefault(owner) is { } value and not InputValue.Link && PlainValues.Of(value) is string chosen
        && When!.Contains(chosen));

    /// <summary>
    /// Whether a choice is valid: in the list, or outside it but accepted by its source, or standing for exactly one that is in it.
    /// </summary>
    public bool AcceptsChoice(string value) =>
        (Choices?.Contains(value) ?? false)
            || (_changingChoices is { } source && (source.Accepts(value) || source.Matches(value).Count == 1));

    /// <summary>The choices that a value outside the list may stand for.</summary>
    public IReadOnlyList<string> MatchesOf(string value) => _changingChoices?.Matches(value) ?? [];

    /// <summary>
    /// What a node gets for a choice: the one that it stands for (<see cref="IChoices.Matches"/>), else the value itself.
    /// </summary>
    internal string ChoiceFor(string value) =>
        _changingChoices is { } source && !source.Choices.Contains(value) && !source.Accepts(value) && source.Matches(value) is [var only]
            ? only
            : value;

    private static double? Limit(double declared) => double.IsNaN(declared) ? null : declared;

    private sealed class ChoicesOfOne : IChoices
    {
        private readonly IOwnChoices _own;
        private readonly IImageStore _store;

        internal ChoicesOfOne(IOwnChoices own, IImageStore store) => (_own, _store) = (own, store);

        public IReadOnlyList<string> Choices => _own.ChoicesIn(_store);

        public bool Accepts(string value) => _own.Accepts(value);

        public IReadOnlyList<string> Matches(string value) => _own.Matches(value);
    }
}

/// <summary>The integers that a CLR type holds; the outermost limits of a seed do not fit a double exactly.</summary>
internal static class IntegerRange
{
    public static BigInteger SmallestOf(Type type) => type == typeof(ulong) ? 0 : type == typeof(int) ? int.MinValue : -long.MaxValue;

    public static BigInteger LargestOf(Type type) =>
        type == typeof(ulong) ? ulong.MaxValue : type == typeof(int) ? int.MaxValue : long.MaxValue;

    public static BigInteger? From(double? limit) => limit is { } value ? new BigInteger(value) : null;
}
