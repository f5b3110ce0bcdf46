using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Building;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Control;

/// <summary>Tiny ControlNets and a T2I-Adapter in their true layouts, against everything that the reference computes from them.</summary>
public sealed class ControlGoldenTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private readonly ModelPool _pool = shared.Pool;

    public static TheoryData<string, string, string> ControlNets => new()
    {
        { "controlnet_sd15", "cldm", "sd15_base" },
        { "controlnet_sd15", "diffusers", "sd15_base" },
        { "controlnet_sdxl", "diffusers", "sdxl" },
    };

    [Theory]
    [MemberData(nameof(ControlNets))]
    public void Residuals_OfAHint_EqualTheReference(string name, string layout, string model)
    {
        var (golden, network) = (FamilyGolden.Of(name), Control(name, layout).On(Model(model)));
        using var lease = _pool.Lease(network, CancellationToken.None);
        AssertResiduals(golden, lease.Session.Run(Inputs(golden, network), Points(network), CancellationToken.None), network, 1e-3);
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(ControlNets))]
    public void Residuals_InHalfPrecision_AreNearTheReference(string name, string layout, string model)
    {
        var (golden, network) = (FamilyGolden.Of(name), Control(name, layout).On(Model(model)));
        var outputs = HalfRuns.Run(golden.File(layout), network.Network.Prefix, g => network.Network.Build(g, GraphPatches.None),
            HalfRun.Float16, Inputs(golden, network));
        AssertResiduals(golden, outputs, network, 1e-2);
    }

    [Theory]
    [InlineData("controlnet_sd15", "sd15_base")]
    [InlineData("controlnet_sdxl", "sdxl")]
    public void UNet_LedByResiduals_EqualsTheReference(string name, string model)
    {
        var (golden, network) = (FamilyGolden.Of(name), Control(name, "diffusers").On(Model(model)));
        using var control = _pool.Lease(network, CancellationToken.None);
        var points = Points(network);
        var recipe = Model(model).Network;
        using var unet = _pool.Lease(
            recipe with { Patches = recipe.Patches.With(new ControlGraph([.. points])) }, CancellationToken.None);
        Tensor Run(Func<string, int, NamedInput> point) => unet.Session.Run([.. Told(golden), .. points.Select(point)],
            [DenoiserNetwork.Result], CancellationToken.None)[0];

        // what one session has computed is the next one's input where it lies
        var residuals = control.Session.RunOnDevice(Inputs(golden, network), points, CancellationToken.None);
        Compare.AssertRelativeError(golden.Array("unet_out_controlled"),
            Run((point, at) => NamedInput.Of(ControlPoint.Input(point), residuals[at])), 1e-3);
        if (golden.Has("unet_out_plain"))
            Compare.AssertRelativeError(golden.Array("unet_out_plain"),
                Run((point, _) => NamedInput.Of(ControlPoint.Input(point), new Tensor(1, 1, 1, 1))), 1e-3);
        foreach (var residual in residuals)
            residual.Dispose();
    }

    [Theory]
    [InlineData("controlnet_sd15", "cldm", "sd15_base", "traj_c", true)]
    [InlineData("t2i_adapter_sd15", "adapter", "sd15_base", "traj_b", false)]
    public void TextToImage_LedByAHint_EqualsTheReference(string name, string layout, string model, string run, bool isShared) =>
        EqualsTheReference(name, layout, model, run, isShared);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("controlnet_sd15", "cldm", "sd15_base", "traj_a", false)]
    [InlineData("controlnet_sd15", "diffusers", "sd15_base", "traj_b", false)]
    [InlineData("controlnet_sdxl", "diffusers", "sdxl", "traj_a", false)]
    [InlineData("t2i_adapter_sd15", "adapter", "sd15_base", "traj_a", false)]
    public void TextToImage_OtherHintsAndLayouts_EqualTheReference(string name, string layout, string model, string run, bool isShared) =>
        EqualsTheReference(name, layout, model, run, isShared);

    private void EqualsTheReference(string name, string layout, string model, string run, bool isShared)
    {
        var (golden, settings) = (FamilyGolden.Of(name), FamilyGolden.Of(name).Cases[run]!);
        var hint = new ControlHint(Control(name, layout), golden.Array((string?)settings["hint"] ?? "hint"))
        {
            Strength = (float)settings["strength"]!,
            StartPercent = (float)settings["start_percent"]!,
            EndPercent = (float)settings["end_percent"]!,
        };
        Conditioning Text(string side, ControlHints controls) => new(
        [
            new ConditioningEntry(golden.Array(side + "_context"))
            {
                Pooled = golden.Has(side + "_pooled") ? golden.Array(side + "_pooled") : null,
                Controls = controls,
                ControlsAreShared = isShared,
            },
        ]);
        var controls = ControlHints.None.With(hint);
        var guider = new ClassifierFreeGuider(Model(model), Text("pos", controls), Text("neg", isShared ? ControlHints.None : controls),
            (double)settings["cfg"]!);
        AssertRun(golden, run, guider);
    }

    [Fact]
    public void Features_OfAnAdapter_EqualTheReference()
    {
        var golden = FamilyGolden.Of("t2i_adapter_sd15");
        var network = Control("t2i_adapter_sd15", "adapter").On(Model("sd15_base"));
        var outputs = RunAdapter(golden, network);
        foreach (var (at, feature) in new[] { "feature_09", "feature_06", "feature_03", "feature_00" }.Index())
            Compare.AssertRelativeError(golden.Array(feature), outputs[at], 1e-3);
        Assert.Equal(["block_2", "block_5", "block_8", "block_11"], Points(network));
    }

    private IReadOnlyList<Tensor> RunAdapter(FamilyGolden golden, NetworkRecipe recipe)
    {
        var network = (ControlNetwork)recipe.Network;
        using var lease = _pool.Lease(recipe, CancellationToken.None);
        NamedInput[] inputs =
        [
            NamedInput.Of(ControlNetwork.HintInput, network.Hint(golden.Array("hint"), 16, 24)), .. Rest(network),
        ];
        return lease.Session.Run(inputs, [.. network.Points], CancellationToken.None);
    }

    private void AssertRun(FamilyGolden golden, string run, IGuider guider)
    {
        var settings = golden.Cases[run]!;
        var plan = new SamplingPlan(BuiltIn.Schedules.Get((string)settings["scheduler"]!), (int)settings["steps"]!);
        var sigmas = plan.Sigmas(guider.Model.Sigmas);
        using (var denoiser = new LatentSampling(_pool).Denoiser(guider, CancellationToken.None))
        {
            var (x, denoised) = (golden.Array(run + "_x"), golden.Array(run + "_denoised"));
            for (var step = 0; step < sigmas.Length - 1; step++)
                Compare.AssertRelativeError(denoised.Slice(step), denoiser.Denoise(x.Slice(step), sigmas[step]), 1e-3);
        }
        var latent = _pool.Sample(new SamplingRequest(guider, new Latent(golden.Array(run + "_latent").ZerosLike()))
        {
            Sampler = BuiltIn.Samplers.Get((string)settings["sampler"]!),
            Sigmas = sigmas,
            Seed = (ulong)settings["seed"]!,
        }).Samples;
        Compare.AssertRelativeError(golden.Array(run + "_latent"), latent, 1e-2);
    }

    private static void AssertResiduals(FamilyGolden golden, IReadOnlyList<Tensor> outputs, NetworkRecipe network, double limit)
    {
        var points = Points(network);
        foreach (var (at, point) in points.Index())
        {
            var array = point == ControlPoint.Middle ? "cn_middle_00" : $"cn_output_{at:00}";
            if (golden.Has(array))
                Compare.AssertRelativeError(golden.Array(array), outputs[at], limit);
        }
        Assert.Equal(FamilyGolden.Of("controlnet_sdxl") == golden ? 10 : 13, outputs.Count);
    }

    /// <summary>What the reference told the network, a strength of 1, and no hints before it.</summary>
    private static NamedInput[] Inputs(FamilyGolden golden, NetworkRecipe recipe)
    {
        var network = (ControlNetwork)recipe.Network;
        return [.. Told(golden), NamedInput.Of(ControlNetwork.HintInput, network.Hint(golden.Array("cn_hint"), 16, 24)), .. Rest(network)];
    }

    private static List<NamedInput> Told(FamilyGolden golden)
    {
        List<NamedInput> inputs =
        [
            NamedInput.Of(DenoiserNetwork.SampleInput, golden.Array("cn_x")),
            NamedInput.Of(DenoiserNetwork.TimestepInput, golden.Array("cn_timesteps")),
            NamedInput.Of(UNet.ContextInput, golden.Array("cn_context")),
        ];
        if (golden.Has("cn_y"))
            inputs.Add(NamedInput.Of(UNet.LabelInput, golden.Array("cn_y")));
        return inputs;
    }

    private static IEnumerable<NamedInput> Rest(ControlNetwork network) =>
    [
        NamedInput.Of(ControlNetwork.StrengthInput, new Tensor(new[] { 1f }, 1)),
        .. network.Points.Select(point => NamedInput.Of(ControlNetwork.Previous(point), new Tensor(1, 1, 1, 1))),
    ];

    private static string[] Points(NetworkRecipe network) => [.. ((ControlNetwork)network.Network).Points];

    private ControlModel Control(string name, string layout) =>
        _pool.LoadControl(FamilyGolden.Of(name).File(layout), CancellationToken.None);

    private DiffusionModel Model(string name) => _pool.LoadCheckpoint(FamilyGolden.Of(name).Path, CancellationToken.None).Model;
}
