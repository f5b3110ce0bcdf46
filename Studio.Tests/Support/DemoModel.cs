using System.Text.Json.Nodes;
using Studio.Engine.Tensors;
using Studio.Tests.Conventions;

namespace Studio.Tests.Support;

/// <summary>The demo checkpoint of the repository and the numbers that its trainer computed with it.</summary>
internal static class DemoModel
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "STUDIO_DIR.sample", "models", "checkpoints", "studio-demo.safetensors");

    public static JsonNode Index { get; } = JsonNode.Parse(File.ReadAllText(GoldenFile("index.json")))!;

    public static Tensor Golden(string name) => Npy.Read(GoldenFile(name + ".npy"));

    private static string GoldenFile(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "demo", name);
}
