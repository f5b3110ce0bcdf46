using System.Text.Json;
using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Tests.Diffusion;

/// <summary>Every sampler against ComfyUI's own numbers on a toy denoiser: 8 steps of the normal schedule, [1,4,8,8], seed 42.</summary>
public class SamplerGoldenTests
{
    private static readonly JsonElement Toy = JsonDocument.Parse(File.ReadAllText("Golden/comfy_numbers.json")).RootElement.GetProperty("toy");

    public static TheoryData<string> Rows => [.. Toy.GetProperty("results").EnumerateObject().Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Sample_ToyModel_GivesTheNumbersOfComfyUi(string row)
    {
        var expected = Toy.GetProperty("results").GetProperty(row);
        var (modelName, name) = (row.Split('/')[0], row.Split('/')[1]);
        var toy = new ToyRun(modelName);
        var x = toy.Sample(name, 8);
        var tolerance = name.Contains("_sde") && !name.StartsWith("er_") && !name.StartsWith("exp_") ? 1e-3 : 1e-4;

        var wanted = Values(expected, "first8").Concat(Values(expected, "last4")).ToArray();
        float[] got = [.. x.Span[..8], .. x.Span[^4..]];
        var error = wanted.Zip(got).Max(pair => Math.Abs(pair.First - pair.Second)) / wanted.Max(Math.Abs);
        var mean = x.Span.ToArray().Average(value => (double)value);
        Console.Out.WriteLine($"ROW {row} calls {toy.Model.Calls} error {error:g3} got {string.Join(" ", got.Take(3))} mean {mean}");
        Assert.True(error <= tolerance, $"{row}: relative error {error:g3}; got {string.Join(", ", got)}, expected {string.Join(", ", wanted)}");
        Assert.Equal(expected.GetProperty("calls").GetInt32(), toy.Model.Calls);
        Assert.Equal(expected.GetProperty("mean").GetDouble(), mean, tolerance);
    }

    private static IEnumerable<float> Values(JsonElement row, string name) => row.GetProperty(name).EnumerateArray().Select(value => value.GetSingle());
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

/// <summary>A model's schedule and start state around the toy denoiser.</summary>
internal sealed class ToyRun(string modelName, ulong seed = 42)
{
    private static readonly int[] Shape = [1, 4, 8, 8];

    public ToyDenoiser Model { get; } = new();

    public bool IsFlow => modelName.StartsWith("sd3");

    public Parameterization Parameterization => IsFlow ? Parameterization.Flow : Parameterization.Epsilon;

    public SigmaTable Table { get; } = modelName.StartsWith("sd3") ? SigmaTable.Flow(3) : SigmaTable.StableDiffusion;

    public Tensor Sample(string name, int steps, IDenoiser? model = null, Action<SamplerStep>? progress = null, CancellationToken cancellation = default)
    {
        var sigmas = Sigmas(name, steps);
        var noise = Noise.Normal(seed, Shape);
        var x = Parameterization.Start(noise, noise.ZerosLike(), sigmas[0], Table.IsMaxDenoise(sigmas[0]));
        var context = new SamplerContext(seed, Parameterization, Table) { Progress = progress, Cancellation = cancellation };
        return Parameterization.Finish(SamplerCatalog.Default.Get(name).Sample(model ?? Model, x, sigmas, context), sigmas[^1]);
    }

    public float[] Sigmas(string name, int steps)
    {
        var dropsOne = name is "dpm_2" or "dpm_2_ancestral" or "uni_pc" or "uni_pc_bh2";
        var count = dropsOne ? steps + 1 : steps;
        float start = Table.Timestep(Table.SigmaMax), end = Table.Timestep(Table.SigmaMin);
        var sigmas = Enumerable.Range(0, count).Select(i => Table.Sigma(count == 1 ? start : start + i * (end - start) / (count - 1))).Append(0f).ToList();
        if (dropsOne)
            sigmas.RemoveAt(sigmas.Count - 2);
        return [.. sigmas];
    }
}
