using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Engine.Graph.Rules;

/// <summary>A combo's value is one of its choices.</summary>
internal sealed class LiteralChoices : IInputRule
{
    /// <summary>Longer lists are not spelled out in errors.</summary>
    private const int MostListed = 20;

    public PromptError? Check(CheckedInput input)
    {
        if (input.Schema.CheckedByNode || input.Value is not InputValue.Literal { Value: var value } || input.Choices is not { } choices)
            return null;
        if (value is null && !input.Schema.IsRequired)
            return null;
        if (value?.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text && (choices.Contains(text) || input.Schema.AcceptsChoice(text)))
            return null;
        var isLong = choices.Count > MostListed;
        var list = isLong ? $"(list of length {choices.Count})" : PythonText.Repr(new JsonArray([.. choices.Select(choice => (JsonNode)choice)]));
        var error = input.Error(
            "value_not_in_list",
            "Value not in list",
            $"{input.Schema.Name}: {PythonText.Repr(value)} not in {list}",
            CheckedInput.Info("received_value", value));
        if (isLong)
            error.ExtraInfo["input_config"] = null;
        return error;
    }
}
