using System.Text.Json.Nodes;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Flux;

/// <summary>Flux and T5 in 8 bits, as most people have them: with a factor beside each matrix, and without.</summary>
public sealed class FluxEightBitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Denoiser_InEightBits_IsTheOneOfTheSameNumbers(bool isScaled)
    {
        var golden = FamilyGolden.Of("flux_dev");
        float[] Denoised(string type)
        {
            var model = _pool.LoadModel(Write(TinyFlux.DenoiserPrefix, type, isScaled), CancellationToken.None);
            var text = new Conditioning([new ConditioningEntry(golden.Array("text0_cond")) { Pooled = golden.Array("text0_pooled") }]);
            using var denoiser = _pool.Denoiser(model, text, text, guidance: 1);
            return denoiser.Denoise(golden.Array("unet_x").Slice(0), 0.5f).Span.ToArray();
        }
        Assert.Equal(Denoised("F32"), Denoised("F8_E4M3"));
    }

    [Fact]
    public void T5_InScaledEightBits_IsTheOneOfTheSameNumbers()
    {
        float[] Encoded(string type)
        {
            var encoder = _pool.LoadTextEncoders(Write(TinyFlux.T5Prefix, type, isScaled: true), CancellationToken.None).Single();
            using var network = _pool.Lease(encoder, CancellationToken.None);
            return network.Session.Run(
                [
                    NamedInput.Of(TextNetwork.IdsInput, [3, 9, 1202, 1], 1, 4),
                    NamedInput.Of(TextNetwork.PositionsInput, Array.Empty<long>(), 0, 2),
                    NamedInput.Of(TextNetwork.VectorsInput, new Tensor(0, 128)),
                ],
                [TextNetwork.LastHidden],
                CancellationToken.None)[0].Span.ToArray();
        }
        Assert.Equal(Encoded("F32"), Encoded("F8_E4M3"));
    }

    /// <summary>One network, its matrices of numbers that 8 bits hold exactly; in float32 the factors are multiplied in.</summary>
    private string Write(string prefix, string type, bool isScaled)
    {
        var writer = new SafetensorsWriter();
        foreach (var tensor in FamilyGolden.Of("flux_dev").Recipe.AsArray().Select(tensor => tensor!.DeepClone()))
        {
            if ((string)tensor["n"]! is var whole && !whole.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            var (name, shape) = (whole[prefix.Length..], tensor["s"]!.AsArray().Select(size => (long)size!).ToArray());
            var isMatrix = shape.Length == 2 && name.EndsWith(".weight", StringComparison.Ordinal);
            var factor = (float)((double?)tensor["scale"] ?? 1);
            if (isMatrix)
                (tensor["bits"], tensor["scale"]) = (JsonValue.Create(4), JsonValue.Create(isScaled ? 1.0 : factor));
            var numbers = Recipe.Numbers(tensor, shape.Aggregate(1L, (product, size) => product * size));
            if (!isMatrix)
                writer.Add(name, "F32", numbers, shape);
            else if (type == "F32")
                writer.Add(name, type, Array.ConvertAll(numbers, number => isScaled ? number * factor : number), shape);
            else
                writer.Add(name, type, numbers, shape);
            if (isMatrix && isScaled && type != "F32")
                writer.Add(name[..^"weight".Length] + "scale_weight", "F32", [factor]);
        }
        if (isScaled && type != "F32")
            writer.Add("scaled_fp8", type, [], 0);
        var path = Path.Combine(_folder.Path, $"{type}-{isScaled}.safetensors");
        writer.Save(path);
        return path;
    }
}
