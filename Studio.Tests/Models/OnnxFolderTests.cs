using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>
/// A folder as Optimum exports it, with its input names and types, but networks small enough to know the answer:
/// UNet: sample * timestep * mean of the text. Text: token id * (1..8) / 1000. Decoder: three channels enlarged. Encoder: means of 8x8
/// blocks.
/// </summary>
public sealed class OnnxFolderTests : IDisposable
{
    private const int Width = 8;

    private readonly TemporaryFolder _temporary = new();
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    private string Folder => Path.Combine(_temporary.Path, "exported");

    public void Dispose()
    {
        _pool.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void Encode_Text_RunsTheExportedEncoder()
    {
        WriteAll();
        var entry = _pool.Encode(Load().Clip!, "a", CancellationToken.None).Entries.Single();
        Assert.Equal([1, 77, Width], entry.Embedding.Shape.ToArray());
        Assert.Equal(49.406f, entry.Embedding.Span[0], 1e-3);
        Assert.Equal(320 * 3 / 1000f, entry.Embedding.Span[Width + 2], 1e-4);
        Assert.Equal(49.407f, entry.Pooled!.Span[0], 1e-3);
    }

    [Fact]
    public void Denoise_GivesTheModelTimestepsNotSigmas()
    {
        WriteAll();
        var model = Load().Model;
        var text = new Conditioning([new ConditioningEntry(Filled(0.01f, 1, 77, Width))]);
        using var denoiser = _pool.Denoiser(model, text, text, 1, CancellationToken.None);
        var sigma = model.Sigmas[500];
        var x = Filled(2, 1, 4, 6, 4);

        var denoised = denoiser.Denoise(x, sigma);

        var noise = 2 / MathF.Sqrt((sigma * sigma) + 1) * 500 * 0.01f;
        Assert.Equal(2 - (sigma * noise), denoised.Span[7], 1e-3);
    }

    [Fact]
    public void Decode_AndEncode_ClampAndLeaveTheScaleToTheModel()
    {
        WriteAll();
        var vae = Load().Vae!;
        var picture = _pool.Decode(vae, Filled(0.5f, 1, 4, 2, 3), CancellationToken.None);
        Assert.Equal([1, 16, 24, 3], picture.Shape.ToArray());
        Assert.All(picture.Span.ToArray(), value => Assert.Equal(0.75f, value, 1e-5));
        Assert.All(_pool.Decode(vae, Filled(9, 1, 4, 2, 3), CancellationToken.None).Span.ToArray(), value => Assert.Equal(1, value));

        var latent = _pool.Encode(vae, Filled(0.75f, 1, 16, 24, 3), CancellationToken.None);
        Assert.Equal([1, 4, 2, 3], latent.Shape.ToArray());
        Assert.All(latent.Span.ToArray(), value => Assert.Equal(0.5f, value, 1e-5));
    }

    [Fact]
    public void Load_VPrediction_ComesFromTheScheduler()
    {
        WriteAll();
        Json("scheduler/scheduler_config.json", """{"prediction_type":"v_prediction"}""");
        Assert.Same(Parameterization.Velocity, Load().Model.Parameterization);
    }

    [Fact]
    public void Load_AnotherTrainingSchedule_IsUnsupported()
    {
        UNet();
        Json("scheduler/scheduler_config.json", """{"beta_schedule":"linear","beta_start":0.0001,"beta_end":0.02}""");
        Assert.Equal(EngineError.Unsupported, Assert.Throws<EngineException>(Load).Kind);
    }

    [Fact]
    public void Encode_ClipSkipWithoutInnerLayers_SaysSo()
    {
        WriteAll();
        var failure = Assert.Throws<EngineException>(() => _pool.Encode(Load().Clip!.WithStopAtLayer(-2), "a", CancellationToken.None));
        Assert.Equal(EngineError.Unsupported, failure.Kind);
        Assert.Contains("-2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PartsMissing_AreNull()
    {
        UNet();
        var loaded = Load();
        Assert.Null(loaded.Clip);
        Assert.Null(loaded.Vae);
    }

    [Fact]
    public void Encode_NoEncoder_SaysSo()
    {
        WriteAll();
        Directory.Delete(Path.Combine(Folder, "vae_encoder"), recursive: true);
        var failure = Assert.Throws<EngineException>(() => _pool.Encode(Load().Vae!, new Tensor(1, 16, 16, 3), CancellationToken.None));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains("no VAE encoder", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StableDiffusionXLPipeline", EngineError.Unsupported)]
    [InlineData("FluxPipeline", EngineError.Unsupported)]
    public void Load_OtherPipeline_IsUnsupported(string pipeline, EngineError kind)
    {
        UNet();
        Json("model_index.json", $$"""{"_class_name":"{{pipeline}}"}""");
        Assert.Equal(kind, Assert.Throws<EngineException>(Load).Kind);
    }

    [Fact]
    public void Load_FolderOfSomethingElse_SaysWhatIsMissing()
    {
        Directory.CreateDirectory(Folder);
        var failure = Assert.Throws<EngineException>(Load);
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains("unet/model.onnx", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"prediction_type":"v_prediction","x":""")]
    public void Load_BrokenJson_NamesTheFile(string json)
    {
        UNet();
        Json("scheduler/scheduler_config.json", json);
        Assert.Contains("scheduler_config.json", Assert.Throws<EngineException>(Load).Message, StringComparison.Ordinal);
    }

    private LoadedCheckpoint Load() => _pool.LoadCheckpoint(Folder, CancellationToken.None);

    private void WriteAll()
    {
        UNet();
        Json("model_index.json", """{"_class_name":"OnnxStableDiffusionPipeline"}""");
        Json("text_encoder/config.json", $$"""{"hidden_size":{{Width}},"num_hidden_layers":2}""");
        Json("vae_decoder/config.json", """{"scaling_factor":0.2,"latent_channels":4}""");
        new OnnxWriter().Input("input_ids", OnnxWriter.Int32, "batch", 77).Output("last_hidden_state", OnnxWriter.Float, "batch", 77, Width)
            .Constant("scale", [.. Enumerable.Range(1, Width).Select(i => i / 1000f)]).Constant("last", 2L)
            .Node("Cast", ["input_ids"], "ids", ("to", OnnxWriter.Float)).Node("Unsqueeze", ["ids", "last"], "column").Node("Mul",
                ["column", "scale"], "last_hidden_state")
            .Save(Path.Combine(Folder, "text_encoder", "model.onnx"));
        new OnnxWriter().Input("latent_sample", OnnxWriter.Float, "batch", 4, "h", "w").Output("sample", OnnxWriter.Float, "batch", 3, "H",
            "W")
            .Constant("scales", 1f, 1f, 8f, 8f).Constant("zero", 0L).Constant("three", 3L).Constant("one", 1L)
            .Node("Slice", ["latent_sample", "zero", "three", "one"], "rgb").Node("Resize", ["rgb", "", "scales"], "sample",
                ("mode", "nearest"))
            .Save(Path.Combine(Folder, "vae_decoder", "model.onnx"));
        new OnnxWriter().Input("sample", OnnxWriter.Float, "batch", 3, "H", "W").Output("latent_parameters", OnnxWriter.Float, "batch", 8,
            "h", "w")
            .Constant("zero", 0L).Constant("eight", 8L).Constant("one", 1L)
            .Node("AveragePool", ["sample"], "means", ("kernel_shape", new[] { 8, 8 }), ("strides", new[] { 8, 8 })).Node("Concat",
                ["means", "means", "means"], "nine", ("axis", 1))
            .Node("Slice", ["nine", "zero", "eight", "one"], "latent_parameters")
            .Save(Path.Combine(Folder, "vae_encoder", "model.onnx"));
    }

    private void UNet()
    {
        new OnnxWriter().Input("sample", OnnxWriter.Float, "batch", 4, "h", "w").Input("timestep", OnnxWriter.Int64, "steps")
            .Input("encoder_hidden_states", OnnxWriter.Float, "batch", "tokens", Width)
            .Output("out_sample", OnnxWriter.Float, "batch", 4, "h", "w")
            .Node("Cast", ["timestep"], "time", ("to", OnnxWriter.Float)).Node("ReduceMean", ["encoder_hidden_states"], "mean",
                ("keepdims", 0))
            .Node("Mul", ["time", "mean"], "factor").Node("Mul", ["sample", "factor"], "out_sample")
            .Save(Path.Combine(Folder, "unet", "model.onnx"));
        Json("unet/config.json", $$"""{"cross_attention_dim":{{Width}},"in_channels":4,"out_channels":4}""");
    }

    private void Json(string name, string json)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json);
    }

    private static Tensor Filled(float value, params int[] shape)
    {
        var tensor = new Tensor(shape);
        tensor.Span.Fill(value);
        return tensor;
    }
}
