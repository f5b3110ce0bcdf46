using System.Text.Json;
using Studio.Engine;

namespace Studio.Web.Extensions;

/// <summary>What extension.json says. Unknown members are allowed: a newer Studio may know them.</summary>
/// <param name="Name">For people; the folder's name is what programs use.</param>
/// <param name="Assembly">The file with the nodes, in the same folder; null for an extension that only has scripts.</param>
/// <param name="Contract">The version of the node contract it was built for.</param>
public sealed record ExtensionManifest(string Name, string Version, string? Assembly, System.Version Contract, string Description,
    string Author)
{
    public const string FileName = "extension.json";

    private const int MostBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="ExtensionException">The file is not there or not such a file; the message names every member that is
    /// wrong.</exception>
    internal static ExtensionManifest Read(string file)
    {
        using var document = Parse(file);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new ExtensionException($"{FileName} holds no object. It needs {{ \"name\", \"version\", \"assembly\", \"contract\" }}.");
        var members = new Members(document.RootElement);
        var manifest = new ExtensionManifest(
            members.Text("name", isRequired: true),
            members.Text("version", isRequired: true),
            members.Text("assembly") is { Length: > 0 } assembly ? assembly : null,
            members.Numbers("contract"),
            members.Text("description"),
            members.Text("author"));
        return members.Problems.Count == 0 ? manifest : throw new ExtensionException($"{FileName}: {string.Join("; ", members.Problems)}.");
    }

    private static JsonDocument Parse(string file)
    {
        try
        {
            if (!File.Exists(file))
                throw new ExtensionException($"It has no {FileName}.");
            if (new FileInfo(file).Length > MostBytes)
                throw new ExtensionException($"{FileName} is larger than {MostBytes / 1024} KB.");
            return JsonDocument.Parse(File.ReadAllBytes(file), Tolerant);
        }
        catch (JsonException e)
        {
            throw new ExtensionException($"{FileName} is not JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExtensionException($"{FileName} cannot be read: {StorageFault.Reason(e, isWrite: false)}", e);
        }
    }

    private sealed class Members(JsonElement root)
    {
        public List<string> Problems { get; } = [];

        public string Text(string name, bool isRequired = false)
        {
            var text = root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Undefined or JsonValueKind.Null))
                Problems.Add($"\"{name}\" must be a text");
            else if (isRequired && text.Length == 0)
                Problems.Add($"\"{name}\" is missing");
            return text;
        }

        public System.Version Numbers(string name)
        {
            var before = Problems.Count;
            if (System.Version.TryParse(Text(name, isRequired: true), out var version))
                return version;
            if (Problems.Count == before)
                Problems.Add($"\"{name}\" must be two numbers, such as \"1.0\"");
            return new System.Version();
        }
    }
}
