using System.Text.Json.Nodes;
using Studio.Engine.Tensors;
using Studio.Tests.Conventions;

namespace Studio.Tests.Support;

/// <summary>The demo checkpoint of the repository and the numbers that its trainer computed with it.</summary>
internal static class DemoModel
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "STUDIO_DIR.sample", "models", "checkpoints",
        "studio-demo.safetensors");

    private const float LatentScale = 0.18215f;

    public static JsonNode Index { get; } = JsonNode.Parse(File.ReadAllText(GoldenFile("index.json")))!;

    public static Tensor Golden(string name) => Npy.Read(GoldenFile(name + ".npy"));

    /// <summary>A golden latent, which is in the model's space, as it travels on LATENT wires.</summary>
    public static Tensor GoldenWire(string name) => Scaled(Golden(name), 1 / LatentScale);

    /// <summary>A latent from a wire in the model's space, as the goldens are.</summary>
    public static Tensor InModelSpace(Tensor wire) => Scaled(wire, LatentScale);

    private static Tensor Scaled(Tensor x, float factor) => new(Array.ConvertAll(x.Span.ToArray(), value => value * factor), x.Shape);

    private static string GoldenFile(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "demo", name);
}
