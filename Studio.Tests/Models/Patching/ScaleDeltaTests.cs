using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Studio.Engine.Models.Patching;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>IA3 by its definition: W (1 + s w) along the outputs or the inputs.</summary>
public sealed class ScaleDeltaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 2, new[] { 1f, 2, 3, 4, 10, 12, 14, 16 })]
    [InlineData(1, 2, new[] { 1f, 2, 6, 8, 5, 6, 14, 16 })]
    [InlineData(1, 4, new[] { 1f, 4, 3, 8, 5, 12, 7, 16 })]
    public void Apply_Scales_MultipliesTheirChannels(float onInput, int channels, float[] expected)
    {
        // scales of 0 and 2 in turns at half strength
        float[] scales = [.. Enumerable.Range(0, channels).Select(channel => channel % 2 * 2f)];
        var path = Path.Combine(_folder.Path, "ia3.safetensors");
        long[] shape = onInput == 0 ? [channels, 1] : [1, channels, 1, 1];
        new SafetensorsWriter().Add("layer.weight", "F32", scales, shape).Add("layer.on_input", "F32", [onInput]).Save(path);
        var file = LoraFile.Open(path);
        var patch = new LoraPatch(file, 0.5f, new Dictionary<string, LoraPiece[]>(StringComparer.Ordinal)
            { ["layer.weight"] = [new(Assert.Single(file.Modules))] }.ToFrozenDictionary());

        var bytes = MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6, 7, 8]).ToArray();
        using (var editor = patch.Open(CancellationToken.None))
            editor.Apply(WeightNumbers.Of("layer.weight", [2, 4], bytes));

        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }
}
