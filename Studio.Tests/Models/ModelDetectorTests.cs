using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

public sealed class ModelDetectorTests : IDisposable
{
    private const string UNet = "model.diffusion_model.";

    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "some.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Detect_DemoModel_ReadsEverySize()
    {
        var family = ModelDetector.Detect(TensorFormats.Read(DemoModel.Path));

        Assert.Equal(("SD 1.x", Parameterization.Epsilon, 0.18215f), (family.Name, family.Parameterization, family.Latent.Scale));
        Assert.Equal((64, 4, 4, 64, 8, 1), (family.UNet().ModelChannels, family.UNet().InChannels, family.UNet().OutChannels,
            family.UNet().ContextWidth, family.UNet().Heads.At(64), family.UNet().Middle.Depth));
        Assert.Equal([1, 2, 2], family.UNet().ChannelMult);
        Assert.Equal([1, 1, 1], family.UNet().ResBlocks);
        Assert.Equal([0, 1, 1], family.UNet().InputDepths);
        Assert.Equal([1, 1, 1, 1, 0, 0], family.UNet().OutputDepths);
        Assert.Equal(new ClipText(NetworkRole.ClipL, "cond_stage_model.transformer.text_model.", 64, 3, 4, 256, 77, 49408), family.Text());
        var autoencoder = family.Autoencoder()!;
        Assert.Equal([1, 1, 1, 2], autoencoder.ChannelMult);
        Assert.Equal((64, 1, 2, 4, true, 8), (autoencoder.Channels, autoencoder.EncoderBlocks,
            autoencoder.DecoderBlocks, autoencoder.LatentChannels, autoencoder.QuantConv, autoencoder.Factor));
    }

    [Fact]
    public void Detect_FullSizeShapes_ReadsStableDiffusion15()
    {
        var header = Header(CheckpointLayout.Tensors(TinyModel.FullSize));
        var family = ModelDetector.Detect(header);

        Assert.Equal((320, 768, 8), (family.UNet().ModelChannels, family.UNet().ContextWidth, family.UNet().Heads.At(320)));
        Assert.Equal([1, 2, 4, 4], family.UNet().ChannelMult);
        Assert.Equal([2, 2, 2, 2], family.UNet().ResBlocks);
        Assert.Equal([1, 1, 1, 1, 1, 1, 0, 0], family.UNet().InputDepths);
        Assert.Equal(new ClipText(NetworkRole.ClipL, TinyModel.FullSize.Text.Prefix, 768, 12, 12, 3072, 77, 49408),
            family.Text());
        var autoencoder = family.Autoencoder()!;
        Assert.Equal((128, 2, 3), (autoencoder.Channels, autoencoder.EncoderBlocks, autoencoder.DecoderBlocks));
    }

    [Theory]
    [InlineData(UNet + "double_layers.0.attn.w1q.weight", "AuraFlow")]
    [InlineData("double_layers.0.attn.w1q.weight", "AuraFlow")]
    [InlineData(UNet + "siglip_embedder.0.weight", "Z-Image with pictures to edit (omni)")]
    [InlineData(UNet + "time_text_embed.addition_t_embedding.weight", "Qwen-Image Layered")]
    [InlineData(UNet + "txt_norm.weight", "a transformer with a norm of its text (Mage-Flow)")]
    [InlineData(UNet + "cap_embedder.1.weight", "Lumina 2")]
    public void Detect_TransformerModel_IsRecognisedAsUnsupported(string tensor, string name)
    {
        var failure = Refused((tensor, [4]), (UNet + "x.1", [1]), (UNet + "x.2", [1]), (UNet + "x.3", [1]), (UNet + "x.4", [1]),
            (UNet + "x.5", [1]));
        Assert.Equal(EngineError.Unsupported, failure.Kind);
        Assert.Contains($"as {name},", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 700, 1, "class or size embeddings")]
    [InlineData(4, 2048, 1024, "unCLIP")]
    [InlineData(5, 0, 1024, "depth")]
    [InlineData(7, 0, 768, "another input")]
    public void Detect_OtherUNet_IsRecognisedAsUnsupported(int channels, int label, int context, string name)
    {
        (string, long[])[] tensors =
        [
            (UNet + "input_blocks.0.0.weight", [32, channels, 3, 3]),
            (UNet + "input_blocks.1.0.in_layers.2.weight", [32, 32, 3, 3]),
            (UNet + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", [32, context]),
            (UNet + "out.2.weight", [4, 32, 3, 3]),
            (UNet + "a", [1]),
            (UNet + "b", [1]),
            .. label > 0 ? [(UNet + "label_emb.0.0.weight", [128, label])] : Array.Empty<(string, long[])>(),
        ];
        var failure = Refused(tensors);
        Assert.Equal(EngineError.Unsupported, failure.Kind);
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight", "LoRA", "loras")]
    [InlineData("decoder.conv_in.weight", "VAE", "vae")]
    [InlineData("controlnet_blocks.0.weight", "ControlNet", "controlnet")]
    [InlineData("text_model.encoder.layers.0.mlp.fc1.weight", "text encoder", "text_encoders")]
    [InlineData("emb_params", "embedding", "embeddings")]
    [InlineData("conv_first.weight", "upscaler", "upscale_models")]
    public void Detect_AnotherKindOfFile_SaysWhatItIsAndWhereItBelongs(string tensor, string name, string folder)
    {
        var failure = Refused((tensor, [4, 4]));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains("not a checkpoint", failure.Message, StringComparison.Ordinal);
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'{folder}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Detect_UnknownTensors_NamesOne()
    {
        var failure = Refused(("weights.of.something", [4]));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains("weights.of.something", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Detect_MarkerTensors_ChooseVelocityAndZeroTerminalSnr()
    {
        var family = ModelDetector.Detect(Header([.. CheckpointLayout.Tensors(TinyModel.Family), ("v_pred", [0]), ("ztsnr", [0])]));
        Assert.Same(Parameterization.Velocity, family.Parameterization);
        Assert.Same(SigmaTable.ZeroTerminalSnr, family.Sigmas);
    }

    [Fact]
    public void Describe_UnknownTensors_IsNull() => Assert.Null(ModelDetector.Describe(Header([("x", [1])])));

    [Fact]
    public void Detect_CheckpointWithoutClipAndVae_HasNone()
    {
        var family = ModelDetector.Detect(TensorFormats.Read(TinyModel.Write(_folder.Path, clip: false, vae: false)));
        Assert.Null(family.Text());
        Assert.Null(family.Autoencoder());
    }

    [Theory]
    [InlineData("unet.heads", "7", "7 attention heads (unet.heads) cannot share 64 channels")]
    [InlineData("unet.heads", "2147483647", "cannot share")]
    [InlineData("text.heads", "3", "3 attention heads (text.heads) cannot share 8 channels")]
    public void Detect_HeadsThatDoNotFit_IsABadFile(string key, string value, string message)
    {
        var writer = new SafetensorsWriter().Metadata(key, value);
        foreach (var (tensor, shape) in CheckpointLayout.Tensors(TinyModel.Family))
            writer.Add(tensor, "F8_E4M3", TinyModel.Numbers(tensor, shape, 1), shape);
        writer.Save(Path);

        var failure = Assert.Throws<EngineException>(() => ModelDetector.Detect(TensorFormats.Read(Path)));

        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Detect_ImpossibleShape_IsABadFile()
    {
        var failure = Refused(
            (UNet + "input_blocks.0.0.weight", [32, 4, 3, 3]),
            (UNet + "input_blocks.1.0.in_layers.2.weight", [33, 32, 3, 3]),
            (UNet + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", [32, 16]),
            (UNet + "a", [1]),
            (UNet + "b", [1]),
            (UNet + "c", [1]));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains("33", failure.Message, StringComparison.Ordinal);
    }

    private EngineException Refused(params (string Name, long[] Shape)[] tensors) =>
        Assert.Throws<EngineException>(() => ModelDetector.Detect(Header(tensors)));

    /// <summary>A sparse file: it has the length, but no data, which detection does not read.</summary>
    private TensorHeader Header(IEnumerable<(string Name, long[] Shape)> tensors)
    {
        long offset = 0;
        var entries = new List<string>();
        foreach (var (name, shape) in tensors)
        {
            var length = shape.Aggregate(1L, (count, size) => count * size);
            entries.Add($$"""
                "{{name}}":{"dtype":"F8_E4M3","shape":[{{string.Join(',', shape)}}],"data_offsets":[{{offset}},{{offset + length}}]}
                """);
            offset += length;
        }
        SafetensorsWriter.Save(Path, $"{{{string.Join(',', entries)}}}", []);
        using (var file = File.OpenWrite(Path))
            file.SetLength(file.Length + offset);
        return TensorFormats.Read(Path);
    }
}
