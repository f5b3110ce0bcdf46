using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>
/// Every layout of LoRAs for Stable Diffusion 1.5, on a small model of its shape, against the weights and predictions that ComfyUI 0.30.0
/// makes of them.
/// </summary>
public sealed class LoraGoldenTests(LoraGoldenTests.SmallModel small) : IClassFixture<LoraGoldenTests.SmallModel>
{
    public static TheoryData<string> Names => Goldens.Applied;

    public static TheoryData<string> Failing => Goldens.Failing;

    public static TheoryData<string, string, float> Outputs => Goldens.Outputs((_, _) => true);

    private static LoraGoldens Goldens => LoraGoldens.StableDiffusion1;

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_AnyLayout_GivesTheReferencesWeights(string name) => small.Loras.AssertCase(name);

    /// <summary>Strengths other than 1, which some kinds do not simply multiply by.</summary>
    [Theory]
    [MemberData(nameof(Outputs))]
    public void Apply_OtherStrength_GivesTheReferencesPrediction(string name, string array, float strength)
    {
        var (model, _, _) = small.Loras.Load(name, strength);
        var (x, context) = (Npy.Read(Goldens.PathOf("unet_x.npy")), Npy.Read(Goldens.PathOf("unet_context.npy")));
        using var lease = small.Loras.Pool.Lease(model.Network, CancellationToken.None);
        var output = lease.Session.Run(
            [
                NamedInput.Of("sample", x.Slice(0, 1)),
                NamedInput.Of("timestep", Npy.Read(Goldens.PathOf("unet_timesteps.npy")).Slice(0, 1)),
                NamedInput.Of("encoder_hidden_states", context.Slice(0, 1)),
            ],
            ["out_sample"],
            CancellationToken.None)[0];
        Compare.AssertMaximumError(Npy.Read(Goldens.PathOf(array + ".npy")), output, 2e-4);
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public void Load_WhatCannotBeApplied_SaysWhy(string name)
    {
        var failure = Assert.Throws<EngineException>(() => small.Loras.Load(name, 1));
        var reason = name switch { "kohya/down_missing" => "half of the pair is missing", "kohya/alpha_vector" => "is not one number", _ =>
            "it has no alpha" };
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MagnitudeWithoutASecondAxis_IsOnePerOutput()
    {
        var (model, _, warnings) = small.Loras.Load("dora/vector_1d", 1);
        Assert.Empty(warnings);
        Assert.NotSame(small.Loras.Checkpoint.Model, model);
    }

    [Fact]
    public void Load_Scales_AreApplied() => Assert.Empty(small.Loras.Load("ia3/ia3", 1).Warnings);

    /// <summary>The model, written once.</summary>
    public sealed class SmallModel : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public SmallModel()
        {
            var path = Path.Combine(_folder.Path, "small.safetensors");
            new SafetensorsWriter()
                .Add(Goldens.Recipes["model"]!, name => !name.StartsWith("first_stage_model.", StringComparison.Ordinal)).Save(path);
            Loras = new LoraModel(Goldens, path);
        }

        internal LoraModel Loras { get; }

        public void Dispose()
        {
            Loras.Dispose();
            _folder.Dispose();
        }
    }
}
