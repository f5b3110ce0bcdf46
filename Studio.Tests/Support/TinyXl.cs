using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Studio.Tests.Support;

/// <summary>A tensor in a test's hands.</summary>
internal sealed record RecipeTensor(string Name, string Type, long[] Shape, float[] Numbers);

/// <summary>
/// Checkpoints of SDXL and its refiner in their true layouts and names, made from their recipes, but with one transformer block where there
/// are up to ten, so that whole pictures are quick; and with as many layers in the second text encoder as the real one has, since files of
/// that encoder alone are told by them.
/// </summary>
internal static partial class TinyXl
{
    public const string UNetPrefix = "model.diffusion_model.";
    public const string VaePrefix = "first_stage_model.";
    public const string ClipLPrefix = "conditioner.embedders.0.transformer.";
    public const string ClipGPrefix = "conditioner.embedders.1.model.";

    private const int LayersOfG = 32;
    private const string Layers = "transformer.resblocks.";

    /// <summary>The tensors of a whole checkpoint.</summary>
    /// <param name="name">Of the recipe: sdxl or sdxl_refiner.</param>
    /// <param name="seed">Adds to the recipe's own, so that other models of the same build can be had.</param>
    public static IEnumerable<RecipeTensor> Tensors(string name = "sdxl", ulong seed = 0)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", "families", name, "model.json");
        var recipe = JsonNode.Parse(File.ReadAllText(path))!.AsArray().Where(tensor => !Deep().IsMatch(Name(tensor!))).ToList();
        var layers = recipe.Where(tensor => Name(tensor!).Contains(Layers, StringComparison.Ordinal))
            .ToLookup(tensor => int.Parse(Layer().Match(Name(tensor!)).Groups["number"].ValueSpan, provider: null));
        foreach (var tensor in recipe)
            yield return Read(tensor!, Name(tensor!), seed);
        for (var layer = layers.Count; layer < LayersOfG; layer++)
        {
            foreach (var tensor in layers[layer % layers.Count])
                yield return Read(tensor!, Layer().Replace(Name(tensor!), $"{Layers}{layer}."), seed);
        }
    }

    /// <summary>Writes a file of the tensors, those of one network by the names that it has alone.</summary>
    public static string Save(this IEnumerable<RecipeTensor> tensors, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var writer = new SafetensorsWriter();
        foreach (var tensor in tensors)
        {
            if (tensor.Type == "I64")
                writer.AddBytes(tensor.Name, tensor.Type,
                    MemoryMarshal.AsBytes<long>(Array.ConvertAll(tensor.Numbers, number => (long)number)).ToArray(), tensor.Shape);
            else
                writer.Add(tensor.Name, tensor.Type, tensor.Numbers, tensor.Shape);
        }
        writer.Save(path);
        return path;
    }

    /// <summary>The tensors of one network, its prefix taken off.</summary>
    public static IEnumerable<RecipeTensor> Of(this IEnumerable<RecipeTensor> tensors, string prefix) => tensors
        .Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(tensor => tensor with { Name = tensor.Name[prefix.Length..] });

    private static RecipeTensor Read(JsonNode tensor, string name, ulong seed)
    {
        var shape = tensor["s"]!.AsArray().Select(size => (long)size!).ToArray();
        return new RecipeTensor(name, (string)tensor["t"]!, shape,
            Recipe.Numbers(tensor, shape.Aggregate(1L, (product, size) => product * size), seed));
    }

    private static string Name(JsonNode tensor) => (string)tensor["n"]!;

    /// <summary>A transformer block after the first.</summary>
    [GeneratedRegex(@"\.transformer_blocks\.[1-9]", RegexOptions.None, 1000)]
    private static partial Regex Deep();

    [GeneratedRegex(@"transformer\.resblocks\.(?<number>\d+)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Layer();
}
