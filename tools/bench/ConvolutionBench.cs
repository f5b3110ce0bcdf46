using System.Globalization;
using System.Text.Json.Nodes;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Tests.Support;

namespace Studio.Bench;

/// <summary>
/// What our convolutions of 3 x 3 are worth beside the runtime's: decoding and a UNet step of Stable Diffusion 1.5's size (random weights
/// in fp16, kept so), in turns in one process, medians of processor time.
/// </summary>
internal static class ConvolutionBench
{
    private const int Rounds = 3;
    private static readonly int[] Sides = [64, 128];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var checkpoint = FullSizeCheckpoint.Ensure(UNetBench.Folder, "F16");
        var result = await UNetBench.MeasureAsync("child-convolution", checkpoint);
        File.Delete(checkpoint);
        return [.. result.AsObject().Select(pair => Describe(pair.Key, (double)pair.Value![0]!, (double)pair.Value[1]!))];
    }

    /// <summary>The measured process: prints one line of JSON.</summary>
    public static int Run(string checkpoint)
    {
        using var theirs = Pool(isOurs: false);
        using var ours = Pool(isOurs: true);
        ModelPool[] pools = [theirs, ours];
        var models = Array.ConvertAll(pools, pool => pool.LoadCheckpoint(checkpoint, CancellationToken.None));
        var result = new JsonObject();
        foreach (var side in Sides)
        {
            var latent = Noise.Normal(1, 1, 4, side, side);
            result[$"VAE decode, {side * 8} x {side * 8}"] =
                Medians(i => pools[i].Decode(models[i].Vae!, latent, CancellationToken.None));
        }
        result["UNet step, 512 x 512, with guidance"] = Medians(i =>
        {
            using var denoiser = pools[i].Denoiser(models[i].Model, UNetChild.Text(1), UNetChild.Text(2), 5, CancellationToken.None);
            denoiser.Denoise(Noise.Normal(42, 1, 4, 64, 64), 5);
        });
        Console.Out.WriteLine(result.ToJsonString());
        return 0;
    }

    private static ModelPool Pool(bool isOurs)
    {
        var options = new ModelPoolOptions { OwnConvolutions = isOurs };
        return new ModelPool(options with { Session = options.Session with { Memory = MemoryPolicy.KeepHalf } });
    }

    /// <summary>One run of each before those that count.</summary>
    private static JsonArray Medians(Action<int> work)
    {
        List<double>[] seconds = [[], []];
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < seconds.Length; i++)
            {
                var began = UNetChild.ProcessorSeconds();
                work(i);
                if (round >= 0)
                    seconds[i].Add(UNetChild.ProcessorSeconds() - began);
            }
        }
        return [Row.Median(seconds[0]), Row.Median(seconds[1])];
    }

    private static Row Describe(string what, double theirs, double ours) => new($"{what}: the runtime's convolutions, ours, ratio",
        string.Create(CultureInfo.InvariantCulture, $"{theirs:f2} s, {ours:f2} s, {theirs / ours:f2}"),
        what.StartsWith("VAE", StringComparison.Ordinal) ? ">= 1.5" : "");
}
