using Studio.Engine.Models;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>
/// Every layout of LoRAs for Z-Image, Qwen-Image and FLUX.2 klein, denoiser and text encoder, on small models of their shapes, against the
/// weights that ComfyUI 0.30.0 makes of them.
/// </summary>
public sealed class LoraTransformerGoldenTests(LoraTransformerGoldenTests.SmallModels small)
    : IClassFixture<LoraTransformerGoldenTests.SmallModels>
{
    /// <summary>What people have. The rest runs with --all.</summary>
    private static readonly string[] Often = ["kohya/unet_te", "diffusers/lora_AB", "peft/base_model", "speed/speed"];

    public static TheoryData<string, string> OftenRows => Rows(Often.Contains);

    public static TheoryData<string, string> OtherRows => Rows(name => !Often.Contains(name));

    [Theory]
    [MemberData(nameof(OftenRows))]
    public void Apply_OftenUsed_GivesTheReferencesWeights(string family, string name) => small.Of(family).AssertCase(name);

    [Theory]
    [MemberData(nameof(OtherRows))]
    [Trait("Category", "Long")]
    public void Apply_AnyLayout_GivesTheReferencesWeights(string family, string name) => small.Of(family).AssertCase(name);

    private static TheoryData<string, string> Rows(Func<string, bool> wanted)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (family, goldens) in SmallModels.Goldens)
        {
            foreach (var name in goldens.Cases.Select(pair => pair.Key).Where(wanted))
                rows.Add(family, name);
        }
        return rows;
    }

    public sealed class SmallModels : IDisposable
    {
        private readonly Dictionary<string, LoraModel> _models = Goldens.ToDictionary(pair => pair.Key,
            pair => new LoraModel(pair.Value, FamilyGolden.Of(pair.Key).Path), StringComparer.Ordinal);

        internal static IReadOnlyDictionary<string, LoraGoldens> Goldens { get; } = new Dictionary<string, LoraGoldens>(
            StringComparer.Ordinal)
        {
            ["z_image"] = new(Path.Combine("lora", "zimage")),
            ["qwen_image"] = new(Path.Combine("lora", "qwen")),
            ["flux2_klein"] = new(Path.Combine("lora", "flux2")),
        };

        public void Dispose()
        {
            foreach (var model in _models.Values)
                model.Dispose();
        }

        internal LoraModel Of(string family) => _models[family];
    }
}
