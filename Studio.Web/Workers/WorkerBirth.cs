using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Web.Workers;

/// <summary>
/// What a worker is told on its standard input, in one line: where to listen, the secret, and the settings of the server, without those of
/// its doors. Standard input stays open as long as the server lives: its end is the worker's.
/// </summary>
internal sealed record WorkerBirth(WorkerLink Link, StudioOptions Options)
{
    public string ToLine() => new JsonObject
    {
        ["address"] = Link.Address,
        ["secret"] = Link.Secret,
        ["studio_dir"] = Options.StudioDir,
        ["options"] = Passed(Options),
    }.ToJsonString();

    /// <summary>Null when the line says nothing of the kind.</summary>
    public static WorkerBirth? FromLine(string? line)
    {
        try
        {
            if (JsonNode.Parse(line ?? "") is not JsonObject told || told["options"].Deserialize<StudioOptions>() is not { } options
                || (string?)told["address"] is not { } address || (string?)told["secret"] is not { } secret)
                return null;
            options.StudioDir = (string?)told["studio_dir"] ?? "";
            return new(new(address, secret), options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }

    // who may enter is nothing that a worker decides
    private static JsonObject Passed(StudioOptions options)
    {
        var all = (JsonObject)JsonSerializer.SerializeToNode(options)!;
        foreach (var name in new[] { nameof(StudioOptions.Auth), nameof(StudioOptions.Downloads), nameof(StudioOptions.Paths) })
            all.Remove(name);
        return all;
    }
}
