using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Tests.Conventions;

namespace Studio.Tests.Support;

/// <summary>The real engine on the CPU, over the demo model and a temporary picture store.</summary>
public class EngineFixture : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly FolderImageStore _store = new();

    /// <summary>What programs and prompts hand each other.</summary>
    public PictureCache Sent { get; } = new();

    public EngineFixture()
        : this(Path.Combine(Repository.Root, "STUDIO_DIR.sample", "models"))
    {
    }

    private protected EngineFixture(string models)
    {
        _services = new ServiceCollection()
            .AddSingleton<IModelFiles>(new FolderModelFiles(models))
            .AddStudioEngine(options => options.Device = "cpu")
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
        Engine = _services.GetRequiredService<IEngine>();
        Files = new RunFiles(_store, Sent.Of(""));
    }

    public IEngine Engine { get; }

    public IServiceProvider Services => _services;

    public IImageStore Store => _store;

    /// <summary>What runs are handed: the store, and pictures that programs have sent.</summary>
    public RunFiles Files { get; }

    /// <summary>Runs a prompt that must be valid.</summary>
    public async Task<RunResult> RunAsync(string json, IProgress<ExecutionEvent>? events = null, string preview = "none",
        CancellationToken cancellationToken = default)
    {
        var valid = await Engine.ValidateAsync(PromptParser.Parse(json).Prompt!, Files, cancellationToken: cancellationToken);
        Assert.True(valid.CanRun, valid.Error?.Text().Details);
        return await Engine.RunAsync(new RunRequest("prompt", valid.Prompt, valid.Outputs, null, preview) { Files = Files },
            events ?? new Ignored(), cancellationToken);
    }

    /// <summary>The pictures that an output node has shown.</summary>
    internal IReadOnlyList<DecodedImage> Pictures(RunResult result, string nodeId) =>
        [.. result.Outputs[nodeId]["images"]!.AsArray()
            .Select(image => ImageCodec.Decode(_store.Find($"{image!["filename"]} [{image["type"]}]")!))];

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _services.Dispose();
        _store.Dispose();
    }

    private sealed class Ignored : IProgress<ExecutionEvent>
    {
        public void Report(ExecutionEvent value)
        {
        }
    }
}
