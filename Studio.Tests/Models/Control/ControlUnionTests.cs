using Studio.Engine;
using Studio.Engine.Models;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Control;

/// <summary>ControlNets for several types of pictures, against their formulas in double precision.</summary>
public sealed class ControlUnionTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>, IDisposable
{
    private const int Types = 6;
    private const int UnionWidth = 32;

    private readonly ModelPool _pool = shared.Pool;
    private readonly TemporaryFolder _folder = new();

    private static string Base => FamilyGolden.Of("sd15_base").Path;

    public void Dispose()
    {
        _pool.Free();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(5)]
    public void Union_ToldAType_ShiftsHintAndTimeByIt(int? type)
    {
        var union = Union().ToList();
        var plain = ControlTensors.Of(Base);
        // the hint as it is stands in the first residual, once nothing else does
        var bare = plain.Select(tensor => tensor.Name switch
        {
            "input_blocks.0.0.weight" or "input_blocks.0.0.bias" or "zero_convs.0.0.bias" =>
                tensor with { Numbers = new float[tensor.Numbers.Length] },
            "zero_convs.0.0.weight" =>
                tensor with { Numbers = [.. tensor.Numbers.Select((_, i) => i % (UnionWidth + 1) == 0 ? 1f : 0f)] },
            _ => tensor,
        });
        var hint = ControlRuns.Residuals(_pool, Load(bare, "bare"))[0];
        var mean = Enumerable.Range(0, UnionWidth).Select(c =>
            hint.Span.Slice(c * hint.Length / UnionWidth, hint.Length / UnionWidth).ToArray().Average(value => (double)value)).ToArray();
        var expected = plain.Select(tensor => tensor.Name switch
        {
            "time_embed.2.bias" => Plus(tensor, ToldTime(union, type)),
            "input_hint_block.14.bias" when type is { } index => Plus(tensor, Shift(union, mean, index)),
            _ => tensor,
        });

        var told = Load([.. plain, .. union], "union").WithType(type);
        ControlRuns.AssertSame(ControlRuns.Residuals(_pool, Load(expected, "expected")), ControlRuns.Residuals(_pool, told), 1e-4);
    }

    [Fact]
    public void Union_AskedForATypeThatItDoesNotKnow_SaysSo()
    {
        var union = Load([.. ControlTensors.Of(Base), .. Union()], "union");

        var failure = Assert.Throws<EngineException>(() => union.WithType(Types));

        Assert.Contains("ProMax", failure.Message, StringComparison.Ordinal);
        Assert.Equal((Types, 0), (union.Types, Load(ControlTensors.Of(Base), "plain").Types));
    }

    private ControlModel Load(IEnumerable<RecipeTensor> tensors, string name) => _pool.LoadControl(
        tensors.SaveControl(Path.Combine(_folder.Path, name + ".safetensors")), CancellationToken.None);

    private static IEnumerable<RecipeTensor> Union()
    {
        const string layer = "transformer_layes.0.";
        (string Name, long[] Shape)[] all =
        [
            ("task_embedding", [Types, UnionWidth]), ("control_add_embedding.linear_1.weight", [128, 256 * Types]),
            ("control_add_embedding.linear_1.bias", [128]), ("control_add_embedding.linear_2.weight", [128, 128]),
            ("control_add_embedding.linear_2.bias", [128]), (layer + "attn.in_proj_weight", [UnionWidth * 3, UnionWidth]),
            (layer + "attn.in_proj_bias", [UnionWidth * 3]), (layer + "attn.out_proj.weight", [UnionWidth, UnionWidth]),
            (layer + "attn.out_proj.bias", [UnionWidth]), (layer + "ln_1.weight", [UnionWidth]), (layer + "ln_1.bias", [UnionWidth]),
            (layer + "ln_2.weight", [UnionWidth]), (layer + "ln_2.bias", [UnionWidth]),
            (layer + "mlp.c_fc.weight", [UnionWidth * 4, UnionWidth]), (layer + "mlp.c_fc.bias", [UnionWidth * 4]),
            (layer + "mlp.c_proj.weight", [UnionWidth, UnionWidth * 4]), (layer + "mlp.c_proj.bias", [UnionWidth]),
            ("spatial_ch_projs.weight", [UnionWidth, UnionWidth]), ("spatial_ch_projs.bias", [UnionWidth]),
        ];
        return all.Select(tensor => ControlTensors.Random(tensor.Name, 7, tensor.Shape));
    }

    private static RecipeTensor Plus(RecipeTensor tensor, double[] more) =>
        tensor with { Numbers = [.. tensor.Numbers.Zip(more, (number, added) => (float)(number + added))] };

    /// <summary>Cosines and sines of 0 or 1 per type, through two layers.</summary>
    private static double[] ToldTime(List<RecipeTensor> union, int? type)
    {
        var waves = Enumerable.Range(0, Types).SelectMany(index =>
        {
            var angles = Enumerable.Range(0, 128).Select(i => index == type ? Math.Exp(-Math.Log(10000) * i / 128) : 0).ToArray();
            return angles.Select(Math.Cos).Concat(angles.Select(Math.Sin));
        }).ToArray();
        var hidden = Linear(union, "control_add_embedding.linear_1", waves).Select(value => value / (1 + Math.Exp(-value))).ToArray();
        return Linear(union, "control_add_embedding.linear_2", hidden);
    }

    private static double[] Shift(List<RecipeTensor> union, double[] mean, int type)
    {
        const string layer = "transformer_layes.0.";
        var x = mean.Zip(Numbers(union, "task_embedding").Skip(type * UnionWidth), (a, b) => a + b).ToArray();
        var projected = Linear(union, layer + "attn.in_proj", Norm(union, layer + "ln_1", x), '_');
        x = Sum(x, Linear(union, layer + "attn.out_proj", projected[(UnionWidth * 2)..]));
        var hidden = Linear(union, layer + "mlp.c_fc", Norm(union, layer + "ln_2", x))
            .Select(value => value / (1 + Math.Exp(-1.702 * value))).ToArray();
        return Linear(union, "spatial_ch_projs", Sum(x, Linear(union, layer + "mlp.c_proj", hidden)));
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (one, other) => one + other)];

    private static double[] Norm(List<RecipeTensor> union, string name, double[] x)
    {
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + 1e-5);
        var (weight, bias) = (Numbers(union, name + ".weight"), Numbers(union, name + ".bias"));
        return [.. x.Select((value, i) => ((value - mean) / deviation * weight[i]) + bias[i])];
    }

    private static double[] Linear(List<RecipeTensor> union, string name, double[] x, char dot = '.')
    {
        var (weight, bias) = (Numbers(union, $"{name}{dot}weight"), Numbers(union, $"{name}{dot}bias"));
        return [.. bias.Select((value, row) => value + x.Select((number, column) => number * weight[(row * x.Length) + column]).Sum())];
    }

    private static float[] Numbers(List<RecipeTensor> union, string name) => union.Single(tensor => tensor.Name == name).Numbers;
}
