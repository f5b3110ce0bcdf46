using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Comfy;

/// <summary>Mistakes at one input; extra_info names the input, how it is declared and what was received.</summary>
internal static class InputErrorText
{
    /// <summary>Longer lists are not spelled out in errors.</summary>
    private const int MostListed = 20;

    public static ErrorText Of(PromptError.AtInput error) => error switch
    {
        PromptError.MissingInput => new ErrorText("required_input_missing", "Required input is missing", error.InputName,
            new JsonObject { ["input_name"] = error.InputName }),
        PromptError.NotALink(_, var received) => Text(error, "bad_linked_input",
            "Bad linked input, must be a length-2 list of [node_id, slot_index]", error.InputName, Received(received)),
        PromptError.NotConvertible(var input, var received, var reason) => Text(error, "invalid_input_type",
            $"Failed to convert an input value to a {input.Schema.Type} value",
            $"{error.InputName}, {PythonText.Str(received)}, {reason}",
            Received(received), KeyValuePair.Create<string, JsonNode?>("exception_message", reason)),
        PromptError.TooSmall(_, var received, var limit) => Text(error, "value_smaller_than_min",
            $"Value {PythonText.Repr(received)} smaller than min of {PythonText.Repr(limit)}", error.InputName, Received(received)),
        PromptError.TooBig(_, var received, var limit) => Text(error, "value_bigger_than_max",
            $"Value {PythonText.Repr(received)} bigger than max of {PythonText.Repr(limit)}", error.InputName, Received(received)),
        PromptError.WrongLinkType wrong => WrongType(wrong),
        PromptError.NotAChoice wrong => NotAChoice(wrong),
        _ => throw new ArgumentException($"There are no words for {error.GetType().Name}.", nameof(error)),
    };

    private static ErrorText WrongType(PromptError.WrongLinkType error)
    {
        var expected = error.Input.Choices is { } choices ? Repr(choices) : error.Input.Schema.Type;
        return Text(error, "return_type_mismatch", "Return type mismatch between linked nodes",
            $"{error.InputName}, received_type({error.Received}) mismatch input_type({expected})",
            KeyValuePair.Create<string, JsonNode?>("received_type", error.Received),
            KeyValuePair.Create<string, JsonNode?>("linked_node", NodeErrorText.Pair(error.Link)));
    }

    private static ErrorText NotAChoice(PromptError.NotAChoice error)
    {
        var choices = error.Input.Choices ?? [];
        var isLong = choices.Count > MostListed;
        var list = isLong ? $"(list of length {choices.Count})" : Repr(choices);
        var text = Text(error, "value_not_in_list", "Value not in list",
            $"{error.InputName}: {string.Join(", ", error.Wrong.Select(PythonText.Repr))} not in {list}{MeantBy(error)}",
            Received(error.Received));
        if (isLong)
            text.ExtraInfo["input_config"] = null;
        return text;
    }

    /// <summary>A name that several files have: which ones, so that the right one can be written.</summary>
    private static string MeantBy(PromptError.NotAChoice error) => error.Meant.Count < 2
        ? ""
        : $". Several are called so: {Repr(error.Meant.Take(MostListed))}. Write the one that is meant";

    private static string Repr(IEnumerable<string> texts) => PythonText.Repr(ObjectInfo.Array(texts));

    private static KeyValuePair<string, JsonNode?> Received(JsonNode? value) => KeyValuePair.Create("received_value", value?.DeepClone());

    private static ErrorText Text(PromptError.AtInput error, string type, string message, string details,
        params ReadOnlySpan<KeyValuePair<string, JsonNode?>> more)
    {
        var extra = new JsonObject { ["input_name"] = error.InputName, ["input_config"] = ObjectInfo.InputConfig(error.Input) };
        foreach (var (key, value) in more)
            extra[key] = value;
        return new ErrorText(type, message, details, extra);
    }
}
