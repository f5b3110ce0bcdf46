using System.Text.Json;
using Studio.Engine.Comfy;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Diffusion;

/// <summary>Every sampler against ComfyUI's own numbers on a toy denoiser: 8 steps of the normal schedule, [1,4,8,8], seed 42.</summary>
public sealed class SamplerGoldenTests
{
    private const double Tolerance = 1e-4;

    // A tree cuts time into millionths. One level that is off in its last bit falls on another cut, which moves the noise by a thousandth.
    private const double BrownianTolerance = 1e-3;

    private static readonly JsonElement Toy = JsonDocument.Parse(File.ReadAllText("Golden/comfy_numbers.json")).RootElement.GetProperty(
        "toy");

    public static TheoryData<string> Rows => [.. RowNames];

    [Fact]
    public void Rows_CoverEverySamplerOfComfyUi() => Assert.Equal(
        ListOrder.Samplers.Order(), RowNames.Select(row => row.Split('/')[1]).Distinct().Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public void Sample_ToyModel_GivesTheNumbersOfComfyUi(string row)
    {
        var expected = Toy.GetProperty("results").GetProperty(row);
        var (model, name) = (row.Split('/')[0], row.Split('/')[1]);
        var tolerance = name.StartsWith("dpmpp_") && name.Contains("_sde") ? BrownianTolerance : Tolerance;
        var toy = new ToyRun(model);
        var x = toy.Sample(name, 8).Span.ToArray();

        var wanted = Values(expected, "first8").Concat(Values(expected, "last4")).ToArray();
        float[] got = [.. x[..8], .. x[^4..]];
        var error = wanted.Zip(got).Max(pair => Math.Abs(pair.First - pair.Second)) / wanted.Max(Math.Abs);
        Assert.True(error <= tolerance, $"{row} is off by {error:g3}: {string.Join(", ", got)} instead of {string.Join(", ", wanted)}");

        var mean = x.Average(value => (double)value);
        Assert.Equal(expected.GetProperty("mean").GetDouble(), mean, tolerance);
        var deviation = Math.Sqrt(x.Sum(value => (value - mean) * (value - mean)) / (x.Length - 1));
        Assert.Equal(expected.GetProperty("std").GetDouble(), deviation, tolerance);
        Assert.Equal(expected.GetProperty("calls").GetInt32(), toy.Model.Calls);
    }

    private static IEnumerable<string> RowNames => Toy.GetProperty("results").EnumerateObject().Select(row => row.Name);

    private static IEnumerable<float> Values(JsonElement row, string name) =>
        row.GetProperty(name).EnumerateArray().Select(value => value.GetSingle());
}

/// <summary>x0 = 0.9·tanh(x/√(σ²+1)), without guidance 0.5·tanh(…).</summary>
internal sealed class ToyDenoiser : IDenoiser
{
    public int Calls { get; private set; }

    public Tensor Denoise(Tensor x, float sigma) => DenoiseBoth(x, sigma).Denoised;

    public (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, float sigma)
    {
        Calls++;
        return (Tanh(0.9f, x, sigma), Tanh(0.5f, x, sigma));
    }

    private static Tensor Tanh(float scale, Tensor x, float sigma)
    {
        var result = x.Clone();
        foreach (ref var value in result.Span)
            value = scale * MathF.Tanh(value / MathF.Sqrt(sigma * sigma + 1));
        return result;
    }
}

/// <summary>Schedule, start state and context of a model (<c>sd1_eps</c> or <c>sd3_shift3</c>) around the toy denoiser.</summary>
internal sealed class ToyRun(string model, ulong seed = 42)
{
    private readonly SigmaTable _table = model == "sd3_shift3" ? SigmaTable.Flow(3) : SigmaTable.StableDiffusion;
    private readonly Parameterization _parameterization = model == "sd3_shift3" ? Parameterization.Flow : Parameterization.Epsilon;

    public ToyDenoiser Model { get; } = new();

    public SamplerContext Context(Action<SamplerStep>? progress = null, CancellationToken cancellation = default) =>
        new(seed, _parameterization, _table) { Progress = progress, Cancellation = cancellation };

    public Tensor Start(float[] sigmas)
    {
        var noise = Noise.Normal(seed, 1, 4, 8, 8);
        return _parameterization.Start(noise, noise.ZerosLike(), sigmas[0], _table.IsMaxDenoise(sigmas[0]));
    }

    public Tensor Sample(
        string name, int steps, IDenoiser? model = null, Action<SamplerStep>? progress = null, CancellationToken cancellation = default)
    {
        var sigmas = Sigmas(name, steps);
        return BuiltIn.Samplers.Get(name).Sample(model ?? Model, Start(sigmas), sigmas, Context(progress, cancellation));
    }

    public float[] Sigmas(string name, int steps) =>
        new SamplingPlan(new NormalSchedule(), steps) { Sampler = BuiltIn.Samplers.Get(name) }.Sigmas(_table);
}
