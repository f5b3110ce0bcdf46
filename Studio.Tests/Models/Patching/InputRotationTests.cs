using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Studio.Engine.Models.Patching;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>OFT in PEFT's layout, by its definition on blocks of two: R = 1 + 2 Q + 2 Q^2 + 2 Q^3 + Q^4 with Q = [0, a; -a, 0].</summary>
public sealed class InputRotationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new[] { 0.1f, -0.2f }, 1)]
    [InlineData(new[] { 0.1f, -0.2f }, 0.5f)]
    [InlineData(new[] { 0.3f }, 1)]
    public void Apply_Turns_TurnWhatGoesIn(float[] angles, float strength)
    {
        float[] weight = [1, 2, 3, 4, -5, 6, 7, -8];
        var bytes = MemoryMarshal.AsBytes<float>(weight).ToArray();
        using (var editor = Patch(angles, strength).Open(CancellationToken.None))
            editor.Apply(WeightNumbers.Of("layer.weight", [2, 4], bytes));

        var actual = MemoryMarshal.Cast<byte, float>(bytes);
        for (var at = 0; at < weight.Length; at += 2)
        {
            double a = angles[angles.Length == 1 ? 0 : at / 2 % 2], squared = a * a;
            var (along, across) = (1 - (2 * squared) + (squared * squared), 2 * a * (1 - squared));
            // W R^T
            Assert.Equal(Mixed(weight[at], (along * weight[at]) + (across * weight[at + 1]), strength), actual[at], 1e-5);
            Assert.Equal(Mixed(weight[at + 1], (along * weight[at + 1]) - (across * weight[at]), strength), actual[at + 1], 1e-5);
        }
    }

    [Theory]
    [InlineData(4, 1, 4, null)]
    [InlineData(2, 3, 6, null)]
    [InlineData(1, 3, 6, null)]
    [InlineData(2, 3, 9, "[2, 3] do not make 9 columns")]
    [InlineData(2, 4, 8, "[2, 4] do not make 8 columns")]
    public void Misfit_OfBlocks_IsToldByTheirShape(int blocks, int numbers, int columns, string? problem)
    {
        var path = Path.Combine(_folder.Path, "oft.safetensors");
        new SafetensorsWriter().Add("layer.oft_R.weight", "F32", new float[blocks * numbers], blocks, numbers).Save(path);
        var misfit = InputRotation.Misfit(Assert.Single(LoraFile.Open(path).Modules), blocks == 4 ? 8 : columns);
        if (problem is null)
            Assert.Null(misfit);
        else
            Assert.Contains(problem, misfit, StringComparison.Ordinal);
    }

    private static double Mixed(double before, double after, double strength) => before + (strength * (after - before));

    private LoraPatch Patch(float[] angles, float strength)
    {
        var path = Path.Combine(_folder.Path, "oft.safetensors");
        new SafetensorsWriter().Add("layer.oft_R.weight", "F32", angles, angles.Length, 1).Save(path);
        var file = LoraFile.Open(path);
        return new LoraPatch(file, strength, new Dictionary<string, LoraPiece[]>(StringComparer.Ordinal)
            { ["layer.weight"] = [new(Assert.Single(file.Modules))] }.ToFrozenDictionary());
    }
}
