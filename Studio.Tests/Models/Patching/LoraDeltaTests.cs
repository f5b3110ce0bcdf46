using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>Every kind of LoRA against numbers that NumPy computed in double precision from the methods' definitions.</summary>
public sealed class LoraDeltaTests : IDisposable
{
    private static readonly JsonObject Cases =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "lora.json")))!.AsObject();

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Cases.Select(pair => pair.Key)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_AnyKind_GivesTheDefinitionsNumbers(string name)
    {
        var golden = Cases[name]!.AsObject();
        var (shape, weight) = Read(golden["weight"]!);
        var path = Path.Combine(_folder.Path, "lora.safetensors");
        var writer = new SafetensorsWriter();
        foreach (var (suffix, tensor) in golden["tensors"]!.AsObject())
        {
            var (sizes, numbers) = Read(tensor!);
            writer.Add("layer" + suffix, "F32", numbers, sizes);
        }
        writer.Save(path);
        var file = LoraFile.Open(path);
        var patch = new LoraPatch(file, (float)golden["strength"]!, new Dictionary<string, LoraPiece[]>(StringComparer.Ordinal)
            { ["layer.weight"] = [new(Assert.Single(file.Modules))] }.ToFrozenDictionary());

        var bytes = MemoryMarshal.AsBytes<float>(weight).ToArray();
        using (var editor = patch.Open(CancellationToken.None))
        {
            Assert.True(editor.Touches("layer.weight"));
            Assert.False(editor.Touches("layer.bias"));
            editor.Apply(WeightNumbers.Of("layer.weight", shape, bytes));
        }

        var expected = Read(golden["expected"]!).Numbers;
        var actual = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        Compare.AssertMaximumError(new Tensor(expected, expected.Length), new Tensor(actual, actual.Length), 5e-6);
    }

    private static (long[] Shape, float[] Numbers) Read(JsonNode tensor) =>
        ([.. tensor["shape"]!.AsArray().Select(size => (long)size!)], [.. tensor["values"]!.AsArray().Select(value => (float)value!)]);
}
