using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Engine.Nodes;
using FolderImageStore = Studio.Tests.Support.FolderImageStore;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class SavedFileNodeTests : IDisposable
{
    private static readonly InputCheck Nothing = new(new Dictionary<string, object?>(), new Dictionary<string, string>());

    private readonly FolderImageStore _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SaveAnimatedWebp_Batch_IsOneFileWithItsPrompt(bool lossless)
    {
        var node = new SaveAnimatedWebp(new PictureWriter(withPrompt: true)) { Images = Ramp(3), Fps = 8, Lossless = lossless,
            Method = "fastest" };

        var shown = node.Run(Context());

        var file = Assert.Single(shown.Ui["images"]!.AsArray())!;
        Assert.True(JsonNode.DeepEquals(new JsonArray(true), shown.Ui["animated"]));
        var path = _store.Find($"{(string?)file["filename"]} [output]")!;
        Assert.Equal("{}", ImageCodec.ReadText(path)["prompt"]);
        var frames = ImageCodec.Decode(path).Pixels;
        Assert.Equal((3, 16, 8), (frames.Frames, frames.Width, frames.Height));
        if (lossless)
            Assert.Equal(RgbImage.FromTensor(node.Images.Pixels).Pixels, frames.WithoutAlpha().Pixels);
        Assert.Contains(125, Delays(File.ReadAllBytes(path)));
    }

    [Fact]
    public void SaveAnimatedWebp_Methods_DifferInSize()
    {
        long Size(string method) => new FileInfo(_store.Find(
            (string)new SaveAnimatedWebp(new PictureWriter(withPrompt: false)) { Images = Noise(),
                Method = method }.Run(Context()).Ui["images"]![0]!["filename"]! + " [output]")!).Length;

        Assert.True(Size("fastest") > Size("slowest"));
    }

    [Fact]
    public void SaveLatent_ThenLoad_GivesTheSameNumbers()
    {
        var latent = Latent(2, 4, 3, 5);

        var shown = new SaveLatent(new PictureWriter(withPrompt: true)) { Samples = latent }.Run(Context());

        Assert.Same(latent, shown.Samples);
        var name = (string)shown.Ui["latents"]![0]!["filename"]!;
        Assert.EndsWith(".latent", name, StringComparison.Ordinal);
        var loaded = new LoadLatent(_store) { Latent = name + " [output]" };
        Assert.Null(loaded.Check(Nothing));
        AssertSame(latent.Samples, loaded.Run(Context()).Samples);
        using var file = TensorFile.Open(_store.Find(name + " [output]")!);
        Assert.Equal("{}", file.Header.Metadata["prompt"]);
        Assert.Equal([0], file.Header.Tensors["latent_format_version_0"].Shape.Select(size => (int)size));
    }

    [Theory]
    [InlineData(true, 1f)]
    [InlineData(false, 1 / 0.18215f)]
    public void LoadLatent_FileOfComfyUi_IsReadWithItsScale(bool hasVersion, float factor)
    {
        var version = hasVersion ? """, "latent_format_version_0": {"dtype":"F32","shape":[0],"data_offsets":[8,8]}""" : "";
        var path = Write($$"""{"latent_tensor": {"dtype":"F16","shape":[1,4,1,1],"data_offsets":[0,8]}{{version}}}""",
            [0, 0x3c, 0, 0x40, 0, 0xbc, 0, 0]);

        AssertSame(Values([1, 4, 1, 1], factor, 2 * factor, -factor, 0), LatentFile.Read(path).Samples);
    }

    [Fact]
    public void LoadLatent_OtherFiles_AreRefused()
    {
        Assert.Equal("Invalid latent file: x.latent", new LoadLatent(_store) { Latent = "x.latent" }.Check(Nothing));
        var path = Write("""{"weights": {"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", [0, 0, 0, 0]);
        Assert.Contains("holds no latent", Assert.Throws<EngineException>(() => LatentFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadImageOutput_SavedPicture_ComesBack()
    {
        var shown = new SaveImage(new PictureWriter(withPrompt: true)) { Images = Ramp(1) }.Run(Context());
        var node = new LoadImageOutput(_store) { Image = (string)shown.Ui["images"]![0]!["filename"]! + " [output]" };

        Assert.Null(node.Check(Nothing));
        Assert.Equal(64, node.Fingerprint()!.Length);
        Assert.Equal(RgbImage.FromTensor(Ramp(1).Pixels).Pixels, RgbImage.FromTensor(node.Run(Context()).Image.Pixels).Pixels);
        Assert.Equal("Invalid image file: gone.png [output]", new LoadImageOutput(_store) { Image = "gone.png [output]" }.Check(Nothing));
    }

    private static Image Ramp(int count)
    {
        var pixels = Counting(count, 8, 16, 3);
        foreach (ref var value in pixels.Span)
            value = (value * 7 % 256 + 0.5f) / 255;
        return new Image(pixels);
    }

    private static Image Noise() => new(Studio.Engine.Diffusion.Noise.Normal(3, 2, 64, 64, 3));

    private string Write(string header, byte[] data)
    {
        var path = Path.Combine(Path.GetDirectoryName(_store.Find((string)new SaveImage(new PictureWriter(withPrompt: false))
            { Images = Ramp(1) }.Run(Context()).Ui["images"]![0]!["filename"]! + " [output]")!)!, "file.latent");
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)Encoding.UTF8.GetByteCount(header));
        File.WriteAllBytes(path, [.. length, .. Encoding.UTF8.GetBytes(header), .. data]);
        return path;
    }

    /// <summary>The third of the 24-bit fields in each ANMF chunk but two: milliseconds (WebP container specification).</summary>
    private static List<int> Delays(byte[] webp)
    {
        var delays = new List<int>();
        for (var at = 12; at + 8 <= webp.Length;)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(webp.AsSpan(at + 4));
            if (webp.AsSpan(at, 4).SequenceEqual("ANMF"u8))
                delays.Add(webp[at + 20] | (webp[at + 21] << 8) | (webp[at + 22] << 16));
            at += 8 + size + (size & 1);
        }
        return delays;
    }

    private NodeContext Context() => Support.NodeRuns.Context(store: _store);
}
