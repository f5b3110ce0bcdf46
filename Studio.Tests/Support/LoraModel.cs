using Studio.Engine.Models;

namespace Studio.Tests.Support;

/// <summary>A small checkpoint, and the LoRA files of its family on it; each is written once.</summary>
internal sealed class LoraModel : IDisposable
{
    private readonly LoraGoldens _goldens;
    private readonly TemporaryFolder _folder = new();

    public LoraModel(LoraGoldens goldens, string checkpoint)
    {
        _goldens = goldens;
        Checkpoint = Pool.LoadCheckpoint(checkpoint, CancellationToken.None);
    }

    public ModelPool Pool { get; } = new(new ModelPoolOptions());

    public LoadedCheckpoint Checkpoint { get; }

    /// <summary>The model with a case's files on it, one after another, and what was said of them.</summary>
    public (DiffusionModel Model, ClipModel Clip, List<string> Warnings) Load(string name, float strength)
    {
        var (model, clip, warnings) = (Checkpoint.Model, Checkpoint.Clip!, new List<string>());
        var golden = _goldens.Cases[name]!;
        var isModelOnly = (string)golden["node"]! == "LoraLoaderModelOnly";
        foreach (var file in golden["files"]!.AsArray())
        {
            var lora = Lora.For(Write((string)file![0]!), Checkpoint.Model, isModelOnly ? null : Checkpoint.Clip);
            if (lora.Warning is { } warning)
                warnings.Add(warning);
            (model, clip) = (lora.On(model, (float)file[1]! * strength), isModelOnly ? clip : lora.On(clip, (float)file[2]! * strength));
        }
        return (model, clip, warnings);
    }

    /// <summary>A case's weights are the reference's, and what that leaves out is told.</summary>
    public void AssertCase(string name)
    {
        var (model, clip, warnings) = Load(name, 1);
        _goldens.AssertWeights(name, model, clip);
        Assert.Equal(_goldens.IsReported(name), warnings.Count > 0);
    }

    /// <summary>The path of a LoRA file.</summary>
    public string Write(string recipe)
    {
        var path = Path.Combine(_folder.Path, recipe.Replace('/', '-') + ".safetensors");
        if (!File.Exists(path))
            new SafetensorsWriter().Add(_goldens.Recipes[recipe]!).Save(path);
        return path;
    }

    public void Dispose()
    {
        Pool.Dispose();
        _folder.Dispose();
    }
}
