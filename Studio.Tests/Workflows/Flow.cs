using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;

namespace Studio.Tests.Workflows;

/// <summary>Small workflows, and prompts in a form that a test can hold whole.</summary>
internal static class Flow
{
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2));

    /// <summary>A file of format 0.4.</summary>
    public static string File(string nodes, string links = "", string more = "") =>
        $$"""{"last_node_id": 99, "last_link_id": 99, "nodes": [{{nodes}}], "links": [{{links}}], "groups": [], "config": {}, "extra": {}, "version": 0.4{{more}}}""";

    /// <summary>A node without sockets.</summary>
    public static string Node(int id, string type, string values = "[]", string more = "") =>
        $$"""{"id": {{id}}, "type": "{{type}}", "pos": [0, 0], "size": [200, 80], "flags": {}, "order": {{id}}, "mode": 0, "properties": {}, "widgets_values": {{values}}{{more}}}""";

    /// <summary>An input of a node, for <c>more</c>.</summary>
    public static string Inputs(params string[] inputs) => $$""", "inputs": [{{string.Join(", ", inputs)}}]""";

    public static string Outputs(params string[] types) =>
        $$""", "outputs": [{{string.Join(", ", types.Select(type => $$"""{"name": "{{type}}", "type": "{{type}}", "links": []}"""))}}]""";

    public static string Input(string name, string type, int? link, string? widget = null) =>
        $$"""{"name": "{{name}}", "type": "{{type}}", "link": {{(link is { } id ? $"{id}" : "null")}}{{(widget is null ? "" : $$""", "widget": {"name": "{{widget}}"}""")}}}""";

    public static Workflow Read(string json)
    {
        var read = WorkflowReader.Read(json);
        Assert.True(read.Workflow is not null, string.Join('\n', read.Faults.Select(fault => fault.Sentence)));
        return read.Workflow!;
    }

    /// <summary>The prompt, a node in a line: id, class, then inputs as name=value in order.</summary>
    public static string Prompt(NodeCatalog nodes, string json)
    {
        var converted = PromptFromWorkflow.Convert(Read(json), nodes, Now);
        Assert.True(converted.Prompt is not null, string.Join('\n', converted.Faults.Select(fault => fault.Sentence)));
        return Told(converted.Prompt!);
    }

    public static string Told(JsonObject prompt) => string.Join('\n', prompt.Select(node =>
        string.Join(' ', node.Value!["inputs"]!.AsObject().Select(input => $"{input.Key}={Plain(input.Value)}")
            .Prepend($"{node.Key} {node.Value["class_type"]}"))));

    /// <summary>The sentences with which a file is refused.</summary>
    public static string Refused(NodeCatalog nodes, string json)
    {
        var read = SubmittedPrompt.Read(JsonNode.Parse(json), nodes, Now);
        Assert.Null(read.Prompt);
        return string.Join('\n', Assert.IsType<PromptError.BadWorkflow>(read.Error).Faults.Select(fault => fault.Sentence));
    }

    private static string Plain(JsonNode? value) => value?.ToJsonString().Replace("\"", "", StringComparison.Ordinal) ?? "null";
}
