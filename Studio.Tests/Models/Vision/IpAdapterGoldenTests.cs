using System.Globalization;
using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Patching;
using Studio.Engine.Nodes;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Vision;

/// <summary>IP-Adapters, plain and plus, on a tiny Stable Diffusion 1.5, against the extension that workflows know them from.</summary>
public sealed class IpAdapterGoldenTests(IpAdapterGoldenTests.Parts parts) : IClassFixture<IpAdapterGoldenTests.Parts>
{
    [Theory]
    [InlineData("plain")]
    [InlineData("plus")]
    public void Tokens_OfAPicture_EqualTheReference(string kind)
    {
        var (tokens, uncond) = parts.Tokens(kind);
        Compare.AssertMaximumError(parts.Golden.Array(kind + "_tokens"), tokens, 2e-3);
        Compare.AssertMaximumError(parts.Golden.Array(kind + "_uncond_tokens"), uncond, 2e-3);
    }

    [Theory]
    [InlineData("plain_w10_0.2_0.7")]
    [InlineData("plus_style")]
    public void TextToImage_LedByAPicture_EqualsTheReference(string run) => AssertRun(run);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("plain_w08")]
    [InlineData("plain_kv_w06")]
    [InlineData("plain_easein")]
    [InlineData("plain_style")]
    [InlineData("plus_w08")]
    [InlineData("plus_w10_0.2_0.7")]
    public void TextToImage_WithOtherWeights_EqualsTheReference(string run) => AssertRun(run);

    [Fact]
    public void Mask_OfAllAndOfNothing_IsAsIfThereWereNoneAndNoAdapter()
    {
        Tensor Mask(float value)
        {
            var mask = new Tensor(1, 64, 96);
            mask.Span.Fill(value);
            return mask;
        }
        var led = parts.Led("plain", 0.8);
        var plain = Denoised(parts.Base);
        Compare.AssertRelativeError(Denoised(led), Denoised(parts.Led("plain", 0.8, mask: Mask(1))), 1e-4);
        Compare.AssertRelativeError(plain, Denoised(parts.Led("plain", 0.8, mask: Mask(0))), 1e-4);
        Assert.NotEqual(plain.Span.ToArray(), Denoised(led).Span.ToArray());
        // half of it changes another half of the picture
        var half = Mask(0);
        for (var i = 0; i < half.Length; i++)
            half.Span[i] = i % 96 < 48 ? 1 : 0;
        Assert.NotEqual(Denoised(led).Span.ToArray(), Denoised(parts.Led("plain", 0.8, mask: half)).Span.ToArray());
    }

    /// <summary>Two on one model each have their own weights, and one of no weight is none.</summary>
    [Fact]
    public void TwoAdapters_OnOneModel_BothLead()
    {
        var both = parts.Led("plus", 0, on: parts.Led("plain", 0.8));
        Compare.AssertRelativeError(Denoised(parts.Led("plain", 0.8)), Denoised(both), 1e-4);
        Assert.NotEqual(Denoised(both).Span.ToArray(), Denoised(parts.Led("plus", 0.8, on: parts.Led("plain", 0.8))).Span.ToArray());
    }

    [Fact]
    public void Adapter_OnAnotherFamily_IsRefused()
    {
        var flux = parts.Pool.LoadCheckpoint(FamilyGolden.Of("flux_dev").Path, CancellationToken.None).Model;
        var xl = parts.Pool.LoadCheckpoint(FamilyGolden.Of("sdxl").Path, CancellationToken.None).Model;
        Assert.Contains("the model is Flux dev", Assert.Throws<EngineException>(() => parts.Led("plain", 1, on: flux)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Choose an IP-Adapter for SDXL", Assert.Throws<EngineException>(() => parts.Led("plain", 1, on: xl)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sdxl", 70, 11)]
    [InlineData("sd15_base", 16, 16)]
    public void Places_OfAUNet_AreNumberedAsInFiles(string name, int count, int transformers)
    {
        var places = AdapterPlace.Of((UNet)parts.Pool.LoadCheckpoint(FamilyGolden.Of(name).Path,
            CancellationToken.None).Model.Network.Network);
        Assert.Equal((count, transformers), (places.Count, IpAdapterGraph.Transformers(places)));
        Assert.Equal(Enumerable.Range(0, count).Select(i => (2 * i) + 1), places.Select(place => place.Key));
        Assert.Equal("middle", places[^1].Part);
        Assert.Equal(name == "sdxl" ? "input_blocks.4.1.transformer_blocks.0." : "input_blocks.1.1.transformer_blocks.0.", places[0].Layer);
    }

    private void AssertRun(string run)
    {
        var (golden, settings) = (parts.Golden, parts.Golden.Cases[run]!);
        var model = parts.Led(run.Split('_')[0], (double)settings["weight"]!, (string?)settings["weight_type"] ?? "linear",
            AdapterRequest.ScalingOf((string?)settings["embeds_scaling"] ?? ""), (double?)settings["start_at"] ?? 0,
            (double?)settings["end_at"] ?? 1);
        var guider = new ClassifierFreeGuider(model, Text("pos_context"), Text("neg_context"), (double)settings["cfg"]!);
        var sigmas = golden.Array(run + "_sigmas").Span.ToArray();
        using (var denoiser = new LatentSampling(parts.Pool).Denoiser(guider, CancellationToken.None))
        {
            var (x, denoised) = (golden.Array(run + "_x"), golden.Array(run + "_denoised"));
            for (var step = 0; step < sigmas.Length - 1; step++)
                Compare.AssertRelativeError(denoised.Slice(step), denoiser.Denoise(x.Slice(step), sigmas[step]), 1e-3);
        }
        var latent = parts.Pool.Sample(new SamplingRequest(guider, new Latent(golden.Array(run + "_latent").ZerosLike()))
        {
            Sampler = BuiltIn.Samplers.Get((string)settings["sampler"]!),
            Sigmas = sigmas,
            Seed = (ulong)settings["seed"]!,
        }).Samples;
        Compare.AssertRelativeError(golden.Array(run + "_latent"), latent, 1e-2);
    }

    private Tensor Denoised(DiffusionModel model)
    {
        using var denoiser = parts.Pool.Denoiser(model, Text("pos_context"), Text("neg_context"), guidance: 2);
        return denoiser.Denoise(parts.Golden.Array("plain_w08_x").Slice(0), 5f);
    }

    private Conditioning Text(string array) => new([new ConditioningEntry(parts.Golden.Array(array))]);

    /// <summary>The model, the encoder and both adapters, opened once.</summary>
    public sealed class Parts : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly AdapterReading _reading;
        private readonly Dictionary<string, (AdapterModel Adapter, AdapterEmbeds Seen, AdapterEmbeds Unseen)> _opened = [];

        public Parts()
        {
            _reading = new AdapterReading(Pool, new VisionEncoding(Pool));
            var vision = Pool.LoadVision(TinyVision.Save(_folder.Path), CancellationToken.None);
            foreach (var kind in new[] { "plain", "plus" })
            {
                var adapter = Pool.LoadAdapter(FamilyGolden.Of("ipadapter_sd15", "ip_adapter_" + kind).Path, CancellationToken.None);
                var seen = _reading.Seen(adapter, vision, Golden.Array("image"), mask: null, CancellationToken.None);
                _opened[kind] = (adapter, seen, _reading.Unseen(adapter, vision, seen, CancellationToken.None));
            }
        }

        internal FamilyGolden Golden { get; } = FamilyGolden.Of("ipadapter_sd15", "ip_adapter_plain");

        public ModelPool Pool { get; } = new(new ModelPoolOptions());

        public DiffusionModel Base => Pool.LoadCheckpoint(FamilyGolden.Of("sd15_base").Path, CancellationToken.None).Model;

        internal (Tensor Tokens, Tensor Uncond) Tokens(string kind)
        {
            var (adapter, seen, unseen) = _opened[kind];
            return (_reading.Tokens(adapter, seen, CancellationToken.None), _reading.Tokens(adapter, unseen, CancellationToken.None));
        }

        internal DiffusionModel Led(string kind, double weight, string type = "linear", AdapterScaling scaling = AdapterScaling.Values,
            double start = 0, double end = 1, Tensor? mask = null, DiffusionModel? on = null)
        {
            var (adapter, seen, unseen) = _opened[kind];
            return new AdapterRequest(on ?? Base, adapter)
            {
                Weight = weight,
                WeightType = type,
                Scaling = scaling,
                StartAt = start,
                EndAt = end,
                Mask = mask,
            }.Apply(_reading, seen, unseen, CancellationToken.None);
        }

        public void Dispose()
        {
            Pool.Dispose();
            _folder.Dispose();
        }
    }
}
