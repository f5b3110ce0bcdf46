using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>The demo checkpoint against what PyTorch computed with it.</summary>
public sealed class DemoGoldenTests : IDisposable
{
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    private LoadedCheckpoint Demo => _pool.LoadCheckpoint(DemoModel.Path, CancellationToken.None);

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Encode_Prompt_EqualsGolden(int @case)
    {
        var entry = _pool.Encode(Demo.Clip!, Prompt(@case), CancellationToken.None).Entries.Single();
        Compare.AssertMaximumError(DemoModel.Golden($"{@case}_text"), entry.Embedding, 2e-3);
    }

    [Fact]
    public void Encode_EmptyPrompt_EqualsGolden() =>
        Compare.AssertMaximumError(DemoModel.Golden("empty_text"),
            _pool.Encode(Demo.Clip!, "", CancellationToken.None).Entries.Single().Embedding, 2e-3);

    [Theory]
    [InlineData(0, 981)]
    [InlineData(0, 501)]
    [InlineData(1, 981)]
    [InlineData(1, 501)]
    [InlineData(2, 981)]
    [InlineData(2, 501)]
    public void Denoise_BothSides_EqualGoldenNoise(int @case, int timestep)
    {
        var sigma = Demo.Model.Sigmas.Sigma(timestep);
        var input = DemoModel.Golden($"{@case}_input_t{timestep}");
        var x = Scale(input, MathF.Sqrt((sigma * sigma) + 1));
        using var denoiser = _pool.Denoiser(Demo.Model, Golden($"{@case}_text"), Golden("empty_text"), 1, CancellationToken.None);

        var (denoised, unconditional) = denoiser.DenoiseBoth(x, sigma);

        Compare.AssertRelativeError(DemoModel.Golden($"{@case}_eps_t{timestep}"), Noise(x, denoised, sigma), 1e-3);
        Compare.AssertRelativeError(DemoModel.Golden($"{@case}_eps_uncond_t{timestep}"), Noise(x, unconditional, sigma), 1e-3);
    }

    [Fact]
    public void Encode_Picture_EqualsGoldenMean() =>
        Compare.AssertRelativeError(DemoModel.Golden("vae_mean"),
            DemoModel.InModelSpace(_pool.Encode(Demo.Vae!, Pictures.FromPlanes(DemoModel.Golden("vae_image")))), 1e-3);

    [Fact]
    public void Decode_GoldenLatent_EqualsGoldenPicture() =>
        Compare.AssertPsnr(Pictures.FromPlanes(DemoModel.Golden("vae_decoded")),
            _pool.Decode(Demo.Vae!, DemoModel.GoldenWire("vae_mean"), CancellationToken.None), 60);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void TextToImage_TwentyEulerSteps_EqualsGoldenPicture(int @case)
    {
        var (clip, model) = (Demo.Clip!, Demo.Model);
        var latent = Euler(model, _pool.Encode(clip, Prompt(@case), CancellationToken.None), _pool.Encode(clip, "", CancellationToken.None),
            DemoModel.Golden($"{@case}_noise"));

        Compare.AssertRelativeError(DemoModel.Golden($"{@case}_latent"), latent, 1e-2);
        Compare.AssertPsnr(Pictures.FromPlanes(DemoModel.Golden($"{@case}_image")),
            _pool.Decode(Demo.Vae!, Scale(latent, 1 / Demo.Model.Family.Latent.Scale), CancellationToken.None), 45);
    }

    private Tensor Euler(DiffusionModel model, Conditioning positive, Conditioning negative, Tensor noise)
    {
        var sigmas = DemoModel.Index["sigmas"]!.AsArray().Select(sigma => (float)sigma!).ToArray();
        using var denoiser = _pool.Denoiser(model, positive, negative, (float)DemoModel.Index["cfg"]!, CancellationToken.None);
        var x = Scale(noise, MathF.Sqrt(1 + (sigmas[0] * sigmas[0])));
        for (var i = 0; i < sigmas.Length - 1; i++)
        {
            var d = Noise(x, denoiser.Denoise(x, sigmas[i]), sigmas[i]);
            var next = new Tensor(x.Shape);
            for (var j = 0; j < x.Length; j++)
                next.Span[j] = x.Span[j] + (d.Span[j] * (sigmas[i + 1] - sigmas[i]));
            x = next;
        }
        return x;
    }

    private static string Prompt(int @case) => DemoModel.Index["cases"]![@case]!["prompt"]!.ToString();

    private static Conditioning Golden(string name) => new([new ConditioningEntry(DemoModel.Golden(name))]);

    private static Tensor Noise(Tensor x, Tensor denoised, float sigma)
    {
        var noise = new Tensor(x.Shape);
        for (var i = 0; i < x.Length; i++)
            noise.Span[i] = (x.Span[i] - denoised.Span[i]) / sigma;
        return noise;
    }

    private static Tensor Scale(Tensor x, float factor) => new(x.Span.ToArray().Select(value => value * factor).ToArray(), x.Shape);
}
