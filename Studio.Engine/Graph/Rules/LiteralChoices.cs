using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Engine.Graph.Rules;

/// <summary>A combo's value is one of its choices.</summary>
internal sealed class LiteralChoices : IInputRule
{
    public PromptError? Check(CheckedInput input)
    {
        if (input.IsCheckedByNode || input.Value is not InputValue.Literal { Value: var value } || input.Choices is not { } choices)
            return null;
        if (value is null && !input.Schema.IsRequired)
            return null;
        var chosen = input.Schema.MultiSelect && value is JsonArray several ? [.. several] : new List<JsonNode?> { value };
        var wrong = chosen.FindAll(choice => !IsValid(input, choices, choice));
        return wrong.Count == 0 ? null : new PromptError.NotAChoice(input.Declared, value, wrong, MeantBy(input, wrong));
    }

    /// <summary>A name that several files have: which ones, so that the right one can be written.</summary>
    private static List<string> MeantBy(CheckedInput input, List<JsonNode?> wrong) =>
        [.. wrong.Where(choice => choice?.GetValueKind() == JsonValueKind.String)
            .SelectMany(choice => input.Schema.MatchesOf(choice!.GetValue<string>()))];

    private static bool IsValid(CheckedInput input, IReadOnlyList<string> choices, JsonNode? choice) =>
        choice?.GetValueKind() == JsonValueKind.String
        && choice.GetValue<string>() is var text && (choices.Contains(text) || input.Schema.AcceptsChoice(text));
}
