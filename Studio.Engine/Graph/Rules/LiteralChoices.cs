using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Graph.Rules;

/// <summary>A combo's value is one of its choices.</summary>
internal sealed class LiteralChoices : IInputRule
{
    /// <summary>Longer lists are not spelled out in errors.</summary>
    private const int MostListed = 20;

    public PromptError? Check(CheckedInput input)
    {
        if (input.IsCheckedByNode || input.Value is not InputValue.Literal { Value: var value } || input.Choices is not { } choices)
            return null;
        if (value is null && !input.Schema.IsRequired)
            return null;
        var chosen = input.Schema.MultiSelect && value is JsonArray several ? [.. several] : new List<JsonNode?> { value };
        var wrong = chosen.FindAll(choice => !IsValid(input, choices, choice));
        if (wrong.Count == 0)
            return null;
        var isLong = choices.Count > MostListed;
        var list = isLong
            ? $"(list of length {choices.Count})"
            : PythonText.Repr(new JsonArray([.. choices.Select(choice => (JsonNode)choice)]));
        var error = input.Error(
            "value_not_in_list",
            "Value not in list",
            $"{input.Schema.Name}: {string.Join(", ", wrong.Select(PythonText.Repr))} not in {list}{MeantBy(input, wrong)}",
            CheckedInput.Info("received_value", value));
        if (isLong)
            error.ExtraInfo["input_config"] = null;
        return error;
    }

    /// <summary>A name that several files have: which ones, so that the right one can be written.</summary>
    private static string MeantBy(CheckedInput input, List<JsonNode?> wrong)
    {
        var meant = wrong.Where(choice => choice?.GetValueKind() == JsonValueKind.String)
            .SelectMany(choice => input.Schema.MatchesOf(choice!.GetValue<string>())).ToList();
        return meant.Count < 2 ? ""
            : $". Several are called so: {PythonText.Repr(new JsonArray([.. meant.Take(MostListed).Select(choice => (JsonNode)choice)]))}. Write the one that is meant";
    }

    private static bool IsValid(CheckedInput input, IReadOnlyList<string> choices, JsonNode? choice) =>
        choice?.GetValueKind() == JsonValueKind.String
        && choice.GetValue<string>() is var text && (choices.Contains(text) || input.Schema.AcceptsChoice(text));
}
