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
    private readonly string _recipe;

    private FamilyGolden(string name, string? model)
    {
        _folder = System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "families", name);
        Cases = JsonNode.Parse(System.IO.File.ReadAllText(System.IO.Path.Combine(_folder, "cases.json")))!.AsObject();
        _recipe = model ?? "model";
        // what leads another model has no checkpoint of its own
        Path = System.IO.Path.Combine(_folder, (model ?? name) + ".safetensors");
        if (System.IO.File.Exists(System.IO.Path.Combine(_folder, _recipe + ".json")))
            Make(_recipe, Path);
    }

    /// <summary>The checkpoint.</summary>
    public string Path { get; }

    /// <summary>Prompts, token ids and settings of the runs.</summary>
    public JsonObject Cases { get; }

    /// <summary>How the checkpoint's tensors are made.</summary>
    public JsonNode Recipe => RecipeOf(_recipe);

    /// <param name="model">Which of the family's files; null when there is one.</param>
    public static FamilyGolden Of(string name, string? model = null) =>
        All.GetOrAdd($"{name}/{model}", _ => new Lazy<FamilyGolden>(() => new FamilyGolden(name, model))).Value;

    public bool Has(string array) => System.IO.File.Exists(Npy(array));

    /// <summary>The file that another recipe of the folder makes.</summary>
    public string File(string recipe)
    {
        var path = System.IO.Path.Combine(_folder, recipe + ".safetensors");
        Make(recipe, path);
        return path;
    }

    /// <summary>How the tensors of a file are made.</summary>
    public JsonNode RecipeOf(string recipe) =>
        JsonNode.Parse(System.IO.File.ReadAllText(System.IO.Path.Combine(_folder, recipe + ".json")))!;

    public Tensor Array(string name) => Support.Npy.Read(Npy(name));

    private void Make(string recipe, string path)
    {
        if (System.IO.File.Exists(path))
            return;
        // whole or not at all, also when a run was ended in the middle
        var unfinished = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        new SafetensorsWriter().Add(RecipeOf(recipe)).Save(unfinished);
        System.IO.File.Move(unfinished, path, overwrite: true);
    }

    private string Npy(string array) => System.IO.Path.Combine(_folder, array + ".npy");
}
