using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>
/// A tiny checkpoint in a family's true layout and what the reference computes from it. The weights are made from their recipe once per
/// build.
/// </summary>
internal sealed class FamilyGolden
{
    private static readonly ConcurrentDictionary<string, Lazy<FamilyGolden>> All = new(StringComparer.Ordinal);

    private readonly string _folder;

    private FamilyGolden(string name)
    {
        _folder = System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "families", name);
        Cases = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(_folder, "cases.json")))!.AsObject();
        Path = System.IO.Path.Combine(_folder, name + ".safetensors");
        if (File.Exists(Path))
            return;
        // whole or not at all, also when a run was ended in the middle
        var unfinished = $"{Path}.{Environment.ProcessId}";
        new SafetensorsWriter().Add(Recipe).Save(unfinished);
        File.Move(unfinished, Path, overwrite: true);
    }

    /// <summary>The checkpoint.</summary>
    public string Path { get; }

    /// <summary>Prompts, token ids and settings of the runs.</summary>
    public JsonObject Cases { get; }

    /// <summary>How the checkpoint's tensors are made.</summary>
    public JsonNode Recipe => JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(_folder, "model.json")))!;

    public static FamilyGolden Of(string name) => All.GetOrAdd(name, key => new Lazy<FamilyGolden>(() => new FamilyGolden(key))).Value;

    public bool Has(string array) => File.Exists(Npy(array));

    public Tensor Array(string name) => Support.Npy.Read(Npy(name));

    private string Npy(string array) => System.IO.Path.Combine(_folder, array + ".npy");
}
