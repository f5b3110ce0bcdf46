using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>
/// Every layout of LoRAs for Stable Diffusion 3.5 medium, its transformer and all text encoders, on a small model of its shape, against the
/// weights that ComfyUI 0.30.0 makes of them.
/// </summary>
public sealed class LoraSd3GoldenTests(LoraSd3GoldenTests.SmallModel small) : IClassFixture<LoraSd3GoldenTests.SmallModel>
{
    public static TheoryData<string> Names => [.. SmallModel.Goldens.Cases.Select(pair => pair.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_AnyLayout_GivesTheReferencesWeights(string name) => small.Loras.AssertCase(name);

    public sealed class SmallModel : IDisposable
    {
        internal static LoraGoldens Goldens { get; } = new(Path.Combine("lora", "sd3"));

        internal LoraModel Loras { get; } = new(Goldens, FamilyGolden.Of("sd35_medium").Path);

        public void Dispose() => Loras.Dispose();
    }
}
