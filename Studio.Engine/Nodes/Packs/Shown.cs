using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs;

/// <summary>What output nodes show in the shape of ComfyUI's ui.</summary>
internal static class Shown
{
    /// <summary>{"text": [texts]}.</summary>
    public static JsonObject Ui(params IEnumerable<string> texts) =>
        new() { ["text"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]) };

    /// <summary>A text that is shown, and the values that go on.</summary>
    public static NodeOutput Text(string text, params IReadOnlyList<object?> values) => NodeOutput.Plain(values, Ui(text));
}
