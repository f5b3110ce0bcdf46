using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

/// <summary>Looks up the files that an earlier run has shown.</summary>
public sealed class StoredPictures : IOutputFiles
{
    public bool AllExist(JsonObject ui, IImageStore store) =>
        Files(ui, "images").Concat(Files(ui, "latents")).All(image => Exists(image, store));

    private static JsonArray Files(JsonObject ui, string kind) => ui[kind] as JsonArray ?? [];

    private static bool Exists(JsonNode? image, IImageStore store)
    {
        var (name, folder, type) = ((string?)image?["filename"], (string?)image?["subfolder"], (string?)image?["type"]);
        return name is null || store.Find(string.IsNullOrEmpty(folder) ? $"{name} [{type}]" : $"{folder}/{name} [{type}]") is not null;
    }
}
