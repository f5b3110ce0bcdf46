using System.Text.Json.Nodes;

namespace Studio.Tests.Extensions;

/// <summary>Writes prompts in a few words: node("StubInt", ("value", 1)) gives the id, and "id:slot" is a link.</summary>
internal sealed class PackPrompt
{
    private readonly JsonObject _nodes = [];

    public string Image(string content, int side = 32) =>
        Node("StubImage", ("content", content), ("height", side), ("width", side), ("batch_size", 1));

    public string Mask(JsonNode value, int side = 32) =>
        Node("StubMask", ("value", value), ("height", side), ("width", side), ("batch_size", 1));

    public string Preview(string images) => Node("PreviewImage", ("images", Link(images)));

    /// <summary>Adds a node and returns its id.</summary>
    public string Node(string classType, params (string Input, JsonNode? Value)[] inputs)
    {
        var id = $"n{_nodes.Count + 1}";
        _nodes[id] = new JsonObject
        {
            ["class_type"] = classType,
            ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create(input.Input, input.Value))),
        };
        return id;
    }

    public void Set(string node, string input, JsonNode? value) => _nodes[node]!["inputs"]![input] = value;

    public static JsonArray Link(string node, int slot = 0) => [node, slot];

    public override string ToString() => _nodes.ToJsonString();
}
