using System.Text.Json;
using Studio.Engine.Diffusion;

namespace Studio.Tests.Diffusion;

/// <summary>The reference numbers of Golden/comfy_numbers*.json.</summary>
internal static class ComfyNumbers
{
    public static JsonElement First { get; } = Read("comfy_numbers.json");

    public static JsonElement Second { get; } = Read("comfy_numbers2.json");

    public static SigmaTable Table(string model) => model switch
    {
        "sd1_eps" or "sd2_v" => SigmaTable.StableDiffusion,
        "sdxl_zsnr_v" => SigmaTable.ZeroTerminalSnr,
        "sd3_shift3" => SigmaTable.Flow(3),
        "flux_dev_shift1.15" => SigmaTable.Flux(1.15),
        "flux_schnell" => SigmaTable.Flow(1, 1),
        _ => throw new ArgumentException(model, nameof(model)),
    };

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];

    public static int[] Shape(string text) => [.. text.Trim('(', ')').Split(',').Select(int.Parse)];

    /// <summary>Every number within a relative or an absolute tolerance of its reference.</summary>
    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double relative, double absolute = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = Math.Max(absolute, Math.Abs(expected[i]) * relative);
            Assert.True(Math.Abs(expected[i] - actual[i]) <= allowed,
                $"at {i}: {expected[i]} expected, {actual[i]} found, {allowed:g3} allowed");
        }
    }

    private static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", name))).RootElement;
}
