using System.Text.Json.Nodes;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>
/// Numbers that NumPy computed in double precision from the definitions in the papers, FreeU's through its Fourier transform.
/// </summary>
internal static class PatchGoldens
{
    public static JsonObject All { get; } =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "patches.json")))!.AsObject();

    public static Tensor Tensor(JsonNode? golden) =>
        new(golden!["values"]!.AsArray().Select(value => (float)value!).ToArray(),
            golden["shape"]!.AsArray().Select(size => (int)size!).ToArray());
}
