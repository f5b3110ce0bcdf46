using System.IO.Compression;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Tests.Support;

/// <summary>What was recorded of the classes of packs: per class its cases, and its declaration.</summary>
internal static class PackCases
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "packs");

    /// <summary>The packs with cases, by the names of their files.</summary>
    public static IEnumerable<string> Packs => Directory.EnumerateFiles(Folder, "*.json.gz")
        .Select(path => Path.GetFileName(path).Split('.')[0]).Where(name => name != "declarations").Order(StringComparer.Ordinal);

    public static JsonObject Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(Folder, name + ".json.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        return JsonNode.Parse(unpacked)!.AsObject();
    }

    /// <summary>What a node gives for the inputs of a case, as if the executor had called it once.</summary>
    public static async Task<NodeOutput> RunAsync(EngineFixture fixture, string classType, JsonObject inputs)
    {
        var schema = fixture.Engine.Nodes.Find(classType)!;
        var values = new Dictionary<string, IReadOnlyList<object?>>(StringComparer.Ordinal);
        foreach (var (name, value) in inputs)
        {
            if (schema.Hidden.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            var declared = schema.InputsByName.GetValueOrDefault(name);
            if (declared is null && schema.MoreInputs is null)
                continue;
            var converted = new List<object?>();
            foreach (var one in schema.IsInputList && value is JsonArray list ? list.ToList() : new List<JsonNode?> { value })
                converted.Add(await ValueAsync(fixture, declared, one));
            values[name] = converted;
        }
        var binder = (NodeBinder)fixture.Services.GetService(typeof(NodeBinder))!;
        return await schema.OutputRecord.RunAsync(binder.For(fixture.Files).Bind(schema, values), ContextOf(fixture, inputs));
    }

    private static async Task<object?> ValueAsync(EngineFixture fixture, InputSchema? declared, JsonNode? value) =>
        value is JsonObject call && call["$call"] is { } classType
            ? (await RunAsync(fixture, (string)classType!, call["inputs"]!.AsObject())).Values[0]
            : PackValues.Of(declared?.Type ?? WireTypes.Any, declared?.ValueType ?? typeof(object), value);

    private static NodeContext ContextOf(EngineFixture fixture, JsonObject inputs)
    {
        var prompt = PromptParser.Parse(inputs["prompt"] is JsonObject { Count: > 0 } sent ? sent.ToJsonString() : "{}").Prompt!;
        var run = new RunRequest("prompt", prompt, [], inputs["extra_pnginfo"]?.DeepClone() as JsonObject, "none")
        {
            Files = fixture.Files,
        };
        return new NodeContext(new NodeRef(inputs["unique_id"]?.ToString() ?? "1", "Node"), run, new Recorder(), default);
    }
}
