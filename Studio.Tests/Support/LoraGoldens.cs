using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Studio.Engine.Models;

namespace Studio.Tests.Support;

/// <summary>
/// LoRA files of every layout for one family, as recipes, and what ComfyUI 0.30.0 makes of them on a small model of its shape: of each
/// patched weight the largest number, the length, the sum and a weighted sum, and predictions.
/// </summary>
/// <param name="folder">Below the goldens.</param>
internal sealed class LoraGoldens(string folder)
{
    private const string UNetPrefix = "diffusion_model.";

    // what the networks here have in their prefix
    private static readonly string[] Stems = ["text_model.", "model."];

    /// <summary>
    /// What ComfyUI skips weight by weight with an error each, and nothing of the file is left: here the node fails and says why.
    /// </summary>
    private const string Refused = "oft/boft_no_alpha";

    /// <summary>
    /// A magnitude without a second axis: ComfyUI fails on most such weights and takes the wrong axis on square ones. Here it is one per
    /// output. IA3: ComfyUI leaves it out.
    /// </summary>
    private static readonly string[] OwnMeaning = ["dora/vector_1d", "ia3/ia3"];

    public static LoraGoldens StableDiffusion1 { get; } = new("lora");

    public static LoraGoldens Sdxl { get; } = new(Path.Combine("lora", "sdxl"));

    public static LoraGoldens Flux { get; } = new(Path.Combine("lora", "flux"));

    public JsonObject Cases { get; } = Read(folder, "cases.json");

    public JsonObject Recipes { get; } = Read(folder, "recipes.json");

    /// <summary>Cases in which weights are what the reference makes of them.</summary>
    public TheoryData<string> Applied => [.. Cases.Select(pair => pair.Key).Where(name => !IsFailing(name) && IsCompared(name))];

    /// <summary>Cases that are refused: the reference fails on them, or leaves all of them out.</summary>
    public TheoryData<string> Failing => [.. Cases.Select(pair => pair.Key).Where(IsFailing)];

    /// <summary>Whether a case means the same here and there.</summary>
    public static bool IsCompared(string name) => !OwnMeaning.Contains(name);

    public string PathOf(string name) => GoldenPath(folder, name);

    /// <summary>Rows of case, prediction and the strength that it was made at.</summary>
    public TheoryData<string, string, float> Outputs(Func<string, string, bool> wanted)
    {
        var rows = new TheoryData<string, string, float>();
        foreach (var (name, golden) in Cases.Where(pair => pair.Value!["outputs"] is not null && pair.Key != Refused))
        {
            foreach (var (array, strength) in golden!["outputs"]!.AsObject().Where(output => wanted(name, output.Key)))
                rows.Add(name, array, (float)strength!);
        }
        return rows;
    }

    /// <summary>Whether the reference leaves something of a case's files out, and says so.</summary>
    public bool IsReported(string name) => Cases[name]!["skips"] is not null
        || ((int)Cases[name]!["reported"]! > 0 && Cases[name]!["intended"] is null && (string)Cases[name]!["node"]! == "LoraLoader");

    /// <summary>Every weight of a case that is written down is what the reference made of it.</summary>
    public void AssertWeights(string name, DiffusionModel model, ClipModel clip)
    {
        foreach (var network in Cases[name]!["weights"]!.AsObject().GroupBy(weight => Find(weight.Key, model, clip).Recipe))
        {
            var entries = network.Key.Weights();
            using var reader = network.Key.OpenWeights(KeptTypes.None, CancellationToken.None);
            foreach (var (target, numbers) in network)
            {
                var own = Find(target, model, clip).Name;
                if (!entries.ContainsKey(own))
                    own = own.Replace("norm.weight", "norm.scale", StringComparison.Ordinal); // the reference renames them as it loads
                var weight = MemoryMarshal.Cast<byte, float>(reader.Weights.Get(own, [.. entries[own].Shape]).Data.Span);
                AssertSummary(target, [.. numbers!.AsArray().Select(number => (double)number!)], weight);
                reader.Weights.Release();
            }
        }
    }

    private bool IsFailing(string name) => name == Refused || Cases[name]!["load_error"] is not null;

    private static (NetworkRecipe Recipe, string Name) Find(string target, DiffusionModel model, ClipModel clip)
    {
        if (target.StartsWith(UNetPrefix, StringComparison.Ordinal))
            return (model.Network, target[UNetPrefix.Length..]);
        var encoder = target[..target.IndexOf('.', StringComparison.Ordinal)];
        var own = target[(encoder + ".transformer.").Length..];
        var role = "text:" + encoder.Replace("t5xxl", "t5", StringComparison.Ordinal);
        var stem = Array.Find(Stems, stem => own.StartsWith(stem, StringComparison.Ordinal));
        var recipe = clip.Encoders is [var only] ? only : clip.Encoders.Single(each => each.Network.Role.Name == role);
        return (recipe, own[(stem?.Length ?? 0)..]);
    }

    private static void AssertSummary(string target, double[] expected, ReadOnlySpan<float> weight)
    {
        double largest = 0, squares = 0, sum = 0, weighted = 0;
        for (var i = 0; i < weight.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(weight[i]));
            squares += (double)weight[i] * weight[i];
            sum += weight[i];
            weighted += (double)weight[i] * ((i % 7) - 3);
        }
        var length = Math.Sqrt(squares);
        var limit = 1e-5 * length * Math.Sqrt(weight.Length);
        Assert.True(Math.Abs(largest - expected[0]) <= 1e-5 * expected[0], $"{target}: the largest number is {largest}, not {expected[0]}");
        Assert.True(Math.Abs(length - expected[1]) <= 1e-5 * expected[1], $"{target}: the length is {length}, not {expected[1]}");
        Assert.True(Math.Abs(sum - expected[2]) <= limit, $"{target}: the sum is {sum}, not {expected[2]}");
        Assert.True(Math.Abs(weighted - expected[3]) <= 3 * limit, $"{target}: the weighted sum is {weighted}, not {expected[3]}");
    }

    private static JsonObject Read(string folder, string file) => JsonNode.Parse(File.ReadAllText(GoldenPath(folder, file)))!.AsObject();

    private static string GoldenPath(string folder, string file) => Path.Combine(AppContext.BaseDirectory, "Golden", folder, file);
}
