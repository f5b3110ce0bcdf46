using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Tests.Support;

namespace Studio.Bench;

/// <summary>
/// The measured process of <see cref="PictureBench"/>: two pictures with different texts and seeds through the whole engine. Prints one
/// line of JSON: processor seconds of each node in both, and the peak of memory.
/// </summary>
internal static class PictureChild
{
    public static async Task<int> RunAsync(string checkpoint, string mode, int side, int steps, string? profiles)
    {
        using var pictures = new FolderImageStore();
        var models = Directory.CreateTempSubdirectory("studio-bench-");
        try
        {
            var folder = models.CreateSubdirectory("checkpoints").FullName;
            File.CreateSymbolicLink(Path.Combine(folder, "full.safetensors"), Path.GetFullPath(checkpoint));
            await using var services = new ServiceCollection()
                .AddSingleton<IModelFiles>(new FolderModelFiles(models.FullName))
                .AddStudioEngine(options =>
                {
                    options.Memory = Enum.Parse<MemoryMode>(mode, ignoreCase: true);
                    options.ProfileFolder = profiles;
                })
                .BuildServiceProvider();
            var engine = services.GetRequiredService<IEngine>();
            var result = new JsonObject();
            foreach (var name in (string[])["first", "second"])
                result[name] = await MeasureAsync(engine, pictures, name, side, steps);
            result["peak"] = UNetChild.PeakMemory();
            await Console.Out.WriteLineAsync(result.ToJsonString());
            return 0;
        }
        finally
        {
            models.Delete(recursive: true);
        }
    }

    private static async Task<JsonObject> MeasureAsync(IEngine engine, IImageStore pictures, string name, int side, int steps)
    {
        var prompt = DemoBench.SamplePrompt(name.Length);
        prompt["4"]!["inputs"]!["ckpt_name"] = "full.safetensors";
        prompt["5"]!["inputs"]!["width"] = side;
        prompt["5"]!["inputs"]!["height"] = side;
        prompt["6"]!["inputs"]!["text"] = name;
        prompt["7"]!["inputs"]!["text"] = "not " + name;
        prompt["3"]!["inputs"]!["steps"] = steps;
        var validation = await engine.ValidateAsync(PromptParser.Parse(prompt).Prompt!);
        var watch = new Watch();
        var run = await engine.RunAsync(
            new RunRequest(name, validation.Prompt, validation.Outputs, PreviewMethod: "none")
            {
                Files = RunFiles.None with { Pictures = pictures },
            }, watch, CancellationToken.None);
        return run.End == RunEnd.Success
            ? watch.Result
            : throw new InvalidOperationException($"The prompt ended with {run.End}: {run.Failure?.Message}");
    }

    /// <summary>Processor time by node class; of a sampler also the first step alone, and the clock until its end.</summary>
    private sealed class Watch : IProgress<ExecutionEvent>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private double _last = UNetChild.ProcessorSeconds();

        public JsonObject Result { get; } = [];

        public void Report(ExecutionEvent value)
        {
            switch (value)
            {
                case ExecutionEvent.Progress { Value: 1 }:
                    Add("first step");
                    Result["clock to first step"] = _clock.Elapsed.TotalSeconds;
                    break;
                case ExecutionEvent.NodeFinished finished:
                    Add(finished.Node.ClassType);
                    break;
            }
        }

        private void Add(string what)
        {
            var now = UNetChild.ProcessorSeconds();
            Result[what] = ((double?)Result[what] ?? 0) + now - _last;
            _last = now;
        }
    }
}
