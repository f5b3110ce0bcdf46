using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>What a file of the upscalers' folder is, and what is said of one that does not run.</summary>
public sealed class UpscalerDetectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("DAT", "layers.0.blocks.0.attn.channel_interaction.1.weight")]
    [InlineData("HAT", "layers.0.residual_group.blocks.0.conv_block.cab.0.weight")]
    [InlineData("OmniSR", "residual_layer.0.residual_layer.0.layer.0.fn.0.weight")]
    [InlineData("Swin2SR", "layers.0.residual_group.blocks.0.attn.logit_scale")]
    [InlineData("SPAN", "block_1.c1_r.sk.weight")]
    [InlineData("SCUNet", "m_body.0.trans_block.ln1.weight")]
    [InlineData("PLKSR", "feats.1.lk.conv.weight")]
    [InlineData("MM-RealSR", "de_net.conv_first.0.weight")]
    [InlineData("GFPGAN", "stylegan_decoder.style_mlp.1.weight")]
    public void Load_AnotherArchitecture_IsRefusedByName(string name, string tensor)
    {
        // the layers that many of them share with those that run
        var header = Header((tensor, [4]), ("conv_first.weight", [8, 3, 3, 3]), ("conv_last.weight", [3, 8, 3, 3]),
            ("body.0.rdb1.conv1.weight", [4, 8, 3, 3]), ("layers.0.residual_group.blocks.0.norm1.weight", [8]),
            ("layers.0.residual_group.blocks.0.mlp.fc1.bias", [16]));
        var failure = Refused(header);
        Assert.Equal(EngineError.Unsupported, failure.Kind);
        Assert.Contains($"recognised as {name},", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_EachName_StandsOnce()
    {
        var names = RecognisedUpscalers.All.Select(row => row.Name).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.All(RecognisedUpscalers.All, row => Assert.NotNull(row.Why));
    }

    [Theory]
    [InlineData("esrgan", "old_x4")]
    [InlineData("compact", "model")]
    [InlineData("swinir", "real_x4")]
    public void Families_OfAnUpscaler_AreOne(string family, string file)
    {
        var tensors = new TensorNames(ModelLayout.Unify(TensorFormats.Read(FamilyGolden.Of(family, file).Path)));
        Assert.Single(FamilyCatalog.BuiltIn.All, candidate => candidate.Matches(tensors));
        Assert.DoesNotContain(RecognisedUpscalers.All, row => row.Matches(tensors));
    }

    /// <summary>What training on several devices, or beside a discriminator, puts before every name.</summary>
    [Theory]
    [InlineData("module.")]
    [InlineData("netG.")]
    public void Names_BehindAWrapper_AreRead(string wrapper)
    {
        var header = Header(("conv_first.weight", [8, 3, 3, 3]), ("conv_last.weight", [3, 8, 3, 3]),
            ("body.0.rdb1.conv1.weight", [4, 8, 3, 3]), ("conv_up1.weight", [8, 8, 3, 3]));
        Assert.Equal("ESRGAN x2", ModelDetector.Describe(header.Renamed(name => wrapper + name))?.Name);
    }

    [Theory]
    [InlineData(1, 1, "1 channels that gives 1")]
    [InlineData(4, 4, "4 channels")]
    [InlineData(3, 1, "gives 1")]
    public void Load_OtherThanColours_SaysSo(int inputs, int outputs, string message)
    {
        var failure = Refused(Header(("conv_first.weight", [8, inputs, 3, 3]), ("conv_last.weight", [outputs, 8, 3, 3]),
            ("body.0.rdb1.conv1.weight", [4, 8, 3, 3]), ("conv_up1.weight", [8, 8, 3, 3])));
        Assert.Equal(EngineError.Unsupported, failure.Kind);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Shapes that no upscaler has are told before anything is built of them.</summary>
    [Theory]
    [InlineData("relative_position_bias_table", new long[] { 1023L * 1023, 2 }, "windows of 512")]
    [InlineData("relative_position_bias_table", new long[] { 225, 3 }, "3 heads for 8 channels")]
    [InlineData("relative_position_bias_table", new long[] { 226, 2 }, "226")]
    [InlineData("relative_position_bias_table", new long[] { 1L << 40, 2 }, "impossible shape")]
    public void Load_ImpossibleAttention_IsABadFile(string tensor, long[] shape, string message)
    {
        const string block = "layers.0.residual_group.blocks.0.";
        var failure = Refused(Header(("conv_first.weight", [8, 3, 3, 3]), ("conv_last.weight", [3, 8, 3, 3]), (block + "norm1.weight", [8]),
            (block + "mlp.fc1.bias", [16]), ($"{block}attn.{tensor}", shape)));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EnormousFactor_IsABadFile() => Assert.Contains("times as wide", Refused(
        Header(("body.0.weight", [8, 3, 3, 3]), ("body.1.weight", [8]), ("body.2.weight", [3 * 100 * 100, 8, 3, 3]))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Load_AnotherKind_SaysWhereItBelongs()
    {
        var path = TinyModel.Write(_folder.Path);
        using var pool = new ModelPool(new ModelPoolOptions());
        var failure = Assert.Throws<EngineException>(() => pool.LoadUpscaler(path, CancellationToken.None));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains("has no upscaler", failure.Message, StringComparison.Ordinal);
    }

    private static EngineException Refused(TensorHeader header) => Assert.Throws<EngineException>(
        () => ModelDetector.Detect(ModelLayout.Unify(header), "upscale_models", FamilyCatalog.BuiltIn));

    private static TensorHeader Header(params (string Name, long[] Shape)[] tensors) => new("x.pth", tensors.ToDictionary(
        tensor => tensor.Name, tensor => new TensorEntry(tensor.Name, "F32", tensor.Shape, 0, 4), StringComparer.Ordinal),
        new Dictionary<string, string>(StringComparer.Ordinal));
}
