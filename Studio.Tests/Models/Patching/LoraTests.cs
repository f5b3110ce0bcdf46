using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>LoRAs on the tiny checkpoint, against checkpoints into whose files the same differences were added.</summary>
[Collection(nameof(NativeHandles))]
public sealed class LoraTests : IDisposable
{
    private const string Attention = "input_blocks.3.1.transformer_blocks.0.attn2.to_k";
    private const string AttentionKey = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k";
    private const string Convolution = "middle_block.0.in_layers.2";
    private const string ConvolutionKey = "lora_unet_mid_block_resnets_0_conv1";
    private const string Query = "encoder.layers.1.self_attn.q_proj";
    private const string QueryKey = "lora_te_text_model_encoder_layers_1_self_attn_q_proj";

    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(-0.5f)]
    public void On_ModelAndClip_EqualsACheckpointWithTheDifferenceInIt(float strength)
    {
        var checkpoint = Load(TinyModel.Write(_folder.Path));
        var lora = Lora.For(WriteLora(), checkpoint.Model, checkpoint.Clip);
        Assert.Null(lora.Warning);

        var baked = Load(Bake(strength));
        var (model, clip) = (lora.On(checkpoint.Model, strength), lora.On(checkpoint.Clip!, strength));

        Compare.AssertRelativeError(Text(baked.Clip!), Text(clip), 1e-5);
        Compare.AssertRelativeError(Noise(baked.Model), Noise(model), 1e-5);
        Assert.True(Distance(Noise(checkpoint.Model), Noise(model)) > 1e-3);
        Assert.True(Distance(Text(checkpoint.Clip!), Text(clip)) > 1e-3);
    }

    [Fact]
    public void On_Twice_AddsUpInAnyOrder()
    {
        var model = Load(TinyModel.Write(_folder.Path)).Model;
        var (one, other) = (Lora.For(WriteLora(seed: 1), model), Lora.For(WriteLora(seed: 2), model));

        var forth = Noise(other.On(one.On(model, 0.7f), 0.4f));
        var back = Noise(one.On(other.On(model, 0.4f), 0.7f));

        Compare.AssertRelativeError(forth, back, 1e-5);
        Compare.AssertRelativeError(Noise(one.On(model, 1)), Noise(one.On(one.On(model, 0.25f), 0.75f)), 1e-5);
        Assert.True(Distance(forth, Noise(one.On(model, 0.7f))) > 1e-3);
    }

    [Fact]
    public void On_ThenWithout_LeavesTheModelAsItWas()
    {
        var model = Load(TinyModel.Write(_folder.Path, "F16")).Model;
        var before = Noise(model).Span.ToArray();

        Noise(Lora.For(WriteLora(), model).On(model, 1));
        _pool.Free();

        Assert.Equal(before, Noise(model).Span.ToArray());
    }

    [Fact]
    public void On_StrengthZero_IsTheSameObject()
    {
        var checkpoint = Load(TinyModel.Write(_folder.Path));
        var lora = Lora.For(WriteLora(), checkpoint.Model, checkpoint.Clip);
        Assert.Same(checkpoint.Model, lora.On(checkpoint.Model, 0));
        Assert.Same(checkpoint.Clip, lora.On(checkpoint.Clip!, 0));
    }

    [Fact]
    public void On_TwiceTheSame_SharesOneNetwork()
    {
        var model = Load(TinyModel.Write(_folder.Path)).Model;
        var path = WriteLora();
        Noise(Lora.For(path, model).On(model, 0.5f));
        var (used, live) = (_pool.MemoryUsed, OrtHandle.Live);

        Noise(Lora.For(path, model).On(model, 0.5f));
        Assert.Equal((used, live), (_pool.MemoryUsed, OrtHandle.Live));

        Noise(Lora.For(path, model).On(model, 0.6f));
        Assert.Equal((2 * used, live + 1), (_pool.MemoryUsed, OrtHandle.Live));
    }

    [Fact]
    public void On_ReplacedCheckpoint_LetsThePatchedNetworkGoToo()
    {
        var path = TinyModel.Write(_folder.Path);
        var model = Load(path).Model;
        Noise(Lora.For(WriteLora(), model).On(model, 1));
        Assert.True(_pool.MemoryUsed > 0);

        TinyModel.Write(_folder.Path, seed: 2);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(5));
        Load(path);

        Assert.Equal(0, _pool.MemoryUsed);
    }

    [Fact]
    public void On_ReplacedLora_SaysSo()
    {
        var model = Load(TinyModel.Write(_folder.Path)).Model;
        var path = WriteLora();
        var patched = Lora.For(path, model).On(model, 1);
        WriteLora(seed: 2);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(5));

        Assert.Contains("changed", Assert.Throws<EngineException>(() => Noise(patched)).Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.MemoryUsed);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void On_HalfPrecisionPolicy_KeepsPatchedWeightsHalf(string dtype)
    {
        using var half = new ModelPool(
            new ModelPoolOptions { Session = SessionSettings.Default with { Memory = MemoryPolicy.KeepHalf } });
        var path = TinyModel.Write(_folder.Path, dtype);
        var model = half.LoadCheckpoint(path, CancellationToken.None).Model;
        Noise(model);
        var plain = half.MemoryUsed;
        half.Free();
        var patched = Noise(Lora.For(WriteLora(), model).On(model, 1));

        Assert.Equal(plain, half.MemoryUsed);
        var exact = Load(path).Model;
        Compare.AssertRelativeError(Noise(Lora.For(WriteLora(), exact).On(exact, 1)), patched, dtype == "F16" ? 1e-3 : 1e-2);
    }

    [Fact]
    public void For_AnotherFamily_SaysWhichAndWhat()
    {
        var checkpoint = Load(TinyModel.Write(_folder.Path));
        var wide = Path.Combine(_folder.Path, "xl.safetensors");
        new SafetensorsWriter().Layer(AttentionKey, 64, 2048).Save(wide);
        var misfit = Assert.Throws<EngineException>(() => Lora.For(wide, checkpoint.Model, checkpoint.Clip));
        Assert.Equal(EngineError.BadPrompt, misfit.Kind);
        Assert.Contains("looks made for SDXL", misfit.Message, StringComparison.Ordinal);

        var flux = Path.Combine(_folder.Path, "flux.safetensors");
        new SafetensorsWriter().Layer("transformer.single_transformer_blocks.0.attn.to_q", 64, 64).Save(flux);
        Assert.Contains("looks made for Flux", Assert.Throws<EngineException>(() => Lora.For(flux, checkpoint.Model)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void For_SomeStrangers_WarnsAndGoesOn()
    {
        var checkpoint = Load(TinyModel.Write(_folder.Path));
        var path = Path.Combine(_folder.Path, "mixed.safetensors");
        new SafetensorsWriter().Layer(AttentionKey, 64, 8).Layer("lora_te2_text_model_x", 4, 4).Add("stray", "F32", [1f], 1)
            .Add("lora_unet_a.oft_blocks", "F32", [1f], 1).Save(path);

        var lora = Lora.For(path, checkpoint.Model, checkpoint.Clip);

        Assert.StartsWith("3 of the names in the LoRA 'mixed.safetensors'", lora.Warning, StringComparison.Ordinal);
        Assert.Contains("lora_te2_text_model_x", lora.Warning, StringComparison.Ordinal);
        Assert.NotSame(checkpoint.Model, lora.On(checkpoint.Model, 1));
        Assert.Same(checkpoint.Clip, lora.On(checkpoint.Clip!, 1));
    }

    [Fact]
    public void For_NoLora_SaysWhatItIs()
    {
        var path = TinyModel.Write(_folder.Path);
        var model = Load(path).Model;
        Assert.Contains("belongs into the folder 'checkpoints'", Assert.Throws<EngineException>(() => Lora.For(path, model)).Message,
            StringComparison.Ordinal);
        var torn = Path.Combine(_folder.Path, "torn.safetensors");
        new SafetensorsWriter().Add(AttentionKey + ".lora_up.weight", "F32", [1f, 2f], 2, 1).Save(torn);
        Assert.Contains("do not fit together", Assert.Throws<EngineException>(() => Lora.For(torn, model)).Message,
            StringComparison.Ordinal);
    }

    private string WriteLora(int seed = 1)
    {
        var path = Path.Combine(_folder.Path, $"lora{seed}.safetensors");
        new SafetensorsWriter().Layer(AttentionKey, 64, 8, alpha: 1, seed: seed).Layer(ConvolutionKey, 64, 64 * 9, rank: 3, seed: seed)
            .Layer(QueryKey, 8, 8, seed: seed).Save(path);
        return path;
    }

    /// <summary>A checkpoint with the differences of that LoRA added to its numbers.</summary>
    private string Bake(float strength)
    {
        var differences = new Dictionary<string, float[]>(StringComparer.Ordinal)
        {
            [TinyModel.Family.UNet.Prefix + Attention + ".weight"] = LoraWriter.Difference(AttentionKey, 64, 8, alpha: 1),
            [TinyModel.Family.UNet.Prefix + Convolution + ".weight"] = LoraWriter.Difference(ConvolutionKey, 64, 64 * 9, rank: 3),
            [TinyModel.Family.Text.Prefix + Query + ".weight"] = LoraWriter.Difference(QueryKey, 8, 8),
        };
        var path = Path.Combine(_folder.Path, "baked.safetensors");
        var writer = new SafetensorsWriter().Metadata("text.heads", "2");
        foreach (var (name, shape) in CheckpointLayout.Tensors(TinyModel.Family))
        {
            var numbers = TinyModel.Numbers(name, shape, 1);
            if (differences.Remove(name, out var difference))
                numbers = [.. numbers.Zip(difference, (weight, change) => weight + (strength * change))];
            writer.Add(name, "F32", numbers, shape);
        }
        Assert.Empty(differences);
        writer.Save(path);
        return path;
    }

    private LoadedCheckpoint Load(string path) => _pool.LoadCheckpoint(path, CancellationToken.None);

    private Tensor Text(ClipModel clip) => _pool.Encode(clip, "a red sunset", CancellationToken.None).Entries[0].Embedding;

    private Tensor Noise(DiffusionModel model)
    {
        var text = new Conditioning([new ConditioningEntry(TinyModelTests.Waves(1, 77, 8))]);
        using var denoiser = _pool.Denoiser(model, text, text, 1, CancellationToken.None);
        return denoiser.Denoise(TinyModelTests.Waves(1, 4, 8, 8), 2);
    }

    private static double Distance(Tensor a, Tensor b) => a.Span.ToArray().Zip(b.Span.ToArray(), (x, y) => Math.Abs(x - y)).Max();
}
