using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>
/// A node with inputs that are easier computed than written down (value1 … value9). They arrive through <see cref="MoreInputsAttribute"/>.
/// </summary>
public interface IMoreInputs
{
    /// <summary>Read once at start-up; listed after the declared inputs.</summary>
    static abstract IReadOnlyList<InputSpec> MoreInputs { get; }
}

/// <summary>A node whose outputs are computed. It returns <see cref="NodeOutput"/>.</summary>
public interface IMoreOutputs
{
    /// <summary>Read once at start-up; they follow those of the result type, if it declares any.</summary>
    static abstract IReadOnlyList<OutputSchema> MoreOutputs { get; }
}

/// <summary>
/// Inputs of one kind, of which forms show one more whenever all are linked (COMFY_AUTOGROW_V3): images.image0, images.image1, ...
/// </summary>
/// <param name="Name">What stands before the dot.</param>
/// <param name="Prefix">What stands before the number.</param>
/// <param name="Member">What object_info calls the kind.</param>
/// <param name="Min">How many prompts must have.</param>
/// <param name="Max">How many there may be.</param>
public sealed record GrowingInputs(string Name, string Prefix, string Member, int Min, int Max)
{
    /// <summary>What they are called after the dot, where it is not the prefix and a number; null for that.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>All of them, for <see cref="IMoreInputs"/>.</summary>
    public IReadOnlyList<InputSpec> Of(string type) => [.. Enumerable.Range(0, Max)
        .Select(index => new InputSpec($"{Name}.{Names?[index] ?? $"{Prefix}{index}"}", type, index < Min) { Growing = this })];
}

/// <summary>One input of <see cref="IMoreInputs"/>.</summary>
/// <param name="Type">A wire type, * for anything, or several with commas. COMBO needs choices in <paramref name="Options"/>.</param>
/// <param name="Options">Limits and the like; its Name and Type are not looked at.</param>
/// <param name="Default">What a form starts with.</param>
public sealed record InputSpec(string Name, string Type, bool IsRequired = false, InputAttribute? Options = null, JsonNode? Default = null)
{
    /// <summary>The row of inputs that this one belongs to; forms show the row.</summary>
    public GrowingInputs? Growing { get; init; }
}
