using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Tests.Support;

namespace Studio.Bench;

/// <summary>The demo model in the engine alone: how much of a run is spent outside the runtime's own calls.</summary>
internal static class DemoBench
{
    private const int Runs = 12;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        using var pictures = new FolderImageStore();
        await using var services = new ServiceCollection()
            .AddSingleton<IModelFiles>(new FolderModelFiles(SamplePath("models")))
            .AddStudioEngine()
            .BuildServiceProvider();
        return await MeasureAsync(services.GetRequiredService<IEngine>(), pictures);
    }

    /// <summary>The sample prompt with another seed.</summary>
    public static JsonObject SamplePrompt(int seed)
    {
        var prompt = JsonNode.Parse(File.ReadAllText(SamplePath("workflows/text-to-image.json")))!.AsObject();
        foreach (var (_, node) in prompt)
            if ((string?)node!["class_type"] == "KSampler")
                node["inputs"]!["seed"] = seed;
        return prompt;
    }

    private static async Task<IReadOnlyList<Row>> MeasureAsync(IEngine engine, IImageStore pictures)
    {
        var inside = 0.0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "studio.runtime.run.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => inside += seconds);
        listener.Start();

        var (totals, shares) = (new List<double>(), new List<double>());
        for (var run = -2; run < Runs; run++)
        {
            inside = 0;
            var clock = Stopwatch.StartNew();
            await RunOnceAsync(engine, pictures, seed: 100 + run);
            if (run < 0)
                continue; // the first runs load the model
            totals.Add(clock.Elapsed.TotalSeconds);
            shares.Add(1 - (inside / totals[^1]));
        }
        return
        [
            new("Demo model in the engine, 20 steps euler, 128 x 128: p50",
                string.Create(CultureInfo.InvariantCulture, $"{Row.Median(totals) * 1000:f0} ms")),
            new("Demo model: the engine's share outside ONNX Runtime",
                string.Create(CultureInfo.InvariantCulture, $"{Row.Median(shares):p1}"), "< 5 %"),
        ];
    }

    private static async Task RunOnceAsync(IEngine engine, IImageStore pictures, int seed)
    {
        var parsed = PromptParser.Parse(SamplePrompt(seed)).Prompt
            ?? throw new InvalidOperationException("The sample prompt does not parse.");
        var validation = await engine.ValidateAsync(parsed);
        var request = new RunRequest(Guid.NewGuid().ToString(), validation.Prompt, validation.Outputs, PreviewMethod: "none")
        {
            Files = RunFiles.None with { Pictures = pictures },
        };
        var result = await engine.RunAsync(request, new Progress<ExecutionEvent>(), CancellationToken.None);
        if (result.End != RunEnd.Success)
            throw new InvalidOperationException($"The sample prompt ended with {result.End}: {result.Failure?.Message}");
    }

    private static string SamplePath(string name)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Directory.Exists(Path.Combine(folder, "STUDIO_DIR.sample")))
                return Path.Combine(folder, "STUDIO_DIR.sample", name);
        throw new InvalidOperationException("The bench runs inside the repository: STUDIO_DIR.sample was not found.");
    }
}
