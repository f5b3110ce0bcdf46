using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Studio.Engine;

namespace Studio.Web.Workflows;

/// <summary>
/// Workflows that are everybody's: files of STUDIO_DIR/workflows, read anew when they change. One is x.json (the editor's file or a
/// prompt),
/// with x.yaml beside it where it has a manifest, or a folder x with manifest.yaml and the file that it names, as ComfyUI Studio keeps
/// them.
/// </summary>
public sealed class ShippedWorkflows(StudioOptions options, ILogger<ShippedWorkflows> log)
{
    private static readonly string[] Manifests = [".yaml", ".yml"];

    private readonly ConcurrentDictionary<string, (DateTime Stamp, Shipped? Read)> _known = new(StringComparer.Ordinal);

    public IReadOnlyList<SavedWorkflow> All => [.. Files().Select(Read).OfType<Shipped>().Select(shipped => shipped.About)
        .OrderBy(about => about.Name)];

    public (SavedWorkflow About, WorkflowContent Content)? Find(string id) =>
        Files().FirstOrDefault(files => files.Id == id) is { } files && Read(files) is { } read ? (read.About, read.Content) : null;

    private IEnumerable<WorkflowFiles> Files()
    {
        var root = options.Paths.Workflows;
        if (!Directory.Exists(root))
            yield break;
        foreach (var file in Directory.EnumerateFiles(root, "*.json").Order(StringComparer.Ordinal))
        {
            var stem = Path.GetFileNameWithoutExtension(file);
            yield return new(stem, file, Manifests.Select(ending => Path.Join(root, stem + ending)).FirstOrDefault(File.Exists));
        }
        foreach (var folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (Manifests.Select(ending => Path.Join(folder, "manifest" + ending)).FirstOrDefault(File.Exists) is { } manifest)
                yield return new(Path.GetFileName(folder), null, manifest);
        }
    }

    private Shipped? Read(WorkflowFiles files)
    {
        try
        {
            var stamp = new[] { files.Graph, files.Manifest }.OfType<string>().Max(File.GetLastWriteTimeUtc);
            if (_known.TryGetValue(files.Id, out var known) && known.Stamp == stamp)
                return known.Read;
            Shipped? read = null;
            try
            {
                read = ReadNow(files, new DateTimeOffset(stamp, TimeSpan.Zero));
            }
            catch (WorkflowException e)
            {
                log.LogWarning("The workflow {Workflow} of STUDIO_DIR/workflows is left out: {Problem}", files.Id, e.Message);
            }
            _known[files.Id] = (stamp, read);
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The workflow {Workflow} of STUDIO_DIR/workflows cannot be read: {Problem}", files.Id, StorageFault.Reason(e));
            return null;
        }
    }

    private static Shipped ReadNow(WorkflowFiles files, DateTimeOffset changed)
    {
        var manifest = files.Manifest is null ? [] : ManifestYaml.Read(File.ReadAllText(files.Manifest));
        if (Text(manifest["type"]) == "dynamic")
            throw WorkflowException.Bad("its manifest is of the type dynamic, which is put together from blocks; only static ones are read.");
        var graph = files.Graph ?? GraphOf(files, manifest);
        var content = WorkflowImport.Read(File.ReadAllBytes(graph));
        if (manifest["inputs"] is JsonArray inputs)
            content = WorkflowImport.Checked(content with { Form = (JsonArray)inputs.DeepClone() });
        var tags = new[] { Text(manifest["category"]), Text(manifest["group"]) }.Concat((manifest["tags"] as JsonArray ?? []).Select(Text));
        return new(new(files.Id, null, Text(manifest["name"]) ?? Spoken(files.Id))
        {
            Description = Text(manifest["description"]) ?? "",
            Tags = [.. tags.OfType<string>().Distinct()],
            Created = changed,
            Changed = changed,
        }, content);
    }

    private static string GraphOf(WorkflowFiles files, JsonObject manifest)
    {
        var name = Text(manifest["workflow_file"]) ?? "workflow.json";
        var folder = Path.GetDirectoryName(files.Manifest)!;
        return SafePath.WhyNotName(name) is null && File.Exists(Path.Join(folder, name))
            ? Path.Join(folder, name)
            : throw WorkflowException.Bad($"its manifest names the file {name}, which is not beside it.");
    }

    private static string? Text(JsonNode? value) => value is JsonValue text && text.TryGetValue(out string? words) ? words : null;

    private static string Spoken(string id) => id.Length == 0 ? id : char.ToUpperInvariant(id[0]) + id[1..].Replace('-', ' ')
        .Replace('_', ' ');

    private sealed record WorkflowFiles(string Id, string? Graph, string? Manifest);

    private sealed record Shipped(SavedWorkflow About, WorkflowContent Content);
}
