using System.Runtime.InteropServices;
using Studio.Engine.Models;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>Which file an embedding's name means, what of it is taken, and what is said when there is nothing to take.</summary>
public sealed class EmbeddingsTests : IDisposable
{
    private const int Width = 4;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("style/bar.safetensors", "bar")]
    [InlineData("style/bar.safetensors", "bar.safetensors")]
    [InlineData("style/bar.safetensors", "style/bar")]
    [InlineData("style/bar.safetensors", "style\\bar")]
    [InlineData("style/bar.safetensors", "./style/../style/bar")]
    [InlineData("a/b/c/bar.pt", "bar")]
    [InlineData("a/b/c/bar.pt", "c/bar")]
    [InlineData("a/b/c/bar.pt", "b/c/bar.pt")]
    [InlineData("bar.bin", "bar")]
    [InlineData("bar.ckpt", "bar.ckpt")]
    [InlineData("bar.v2.pt", "bar.v2")]
    [InlineData("Größe/ばら.pt", "ばら")]
    public void Find_ANameInAnyFolder_IsThatFile(string file, string name)
    {
        Write(file, 7);
        Assert.Equal([7f, 7, 7, 7], Assert.Single(Find(name)!));
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("../embeddings/bar")]
    [InlineData("/bar")]
    [InlineData("style")]
    [InlineData("style/foo")]
    [InlineData("")]
    public void Find_WhatIsNotThere_IsNull(string name)
    {
        Write("style/bar.pt", 7);
        Assert.Null(Find(name));
    }

    [Fact]
    public void Find_SeveralOfOneName_TakesTheUpperFolderAndThenTheExtensionsInOrder()
    {
        Write("b/bar.safetensors", 1);
        Assert.Equal(1, Find("bar")![0][0]);
        Write("a/bar.bin", 2);
        Assert.Equal(2, Find("bar")![0][0]);
        Write("a/bar.pt", 3);
        Assert.Equal(3, Find("bar")![0][0]);
        Write("a/bar.safetensors", 4);
        Assert.Equal(4, Find("bar")![0][0]);
        Write("bar.bin", 5);
        Assert.Equal(5, Find("bar")![0][0]);
    }

    [Theory]
    [InlineData("legacy.pt")]
    [InlineData("bundle.safetensors")]
    public void Find_RealFiles_AreTheVectorsOfTheirTwin(string name)
    {
        foreach (var file in new[] { "foo.safetensors", name })
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "torch", file), PathOf(file));
        var expected = new Embeddings(Files, [64], 0, "clip_l", _warnings.Add).Find("foo")!;
        var vectors = new Embeddings(Files, [64], 0, "clip_l", _warnings.Add).Find(name)!;
        Assert.Equal(3, expected.Count);
        Assert.Equal(expected.Select(vector => vector.ToArray()), vectors.Select(vector => vector.ToArray()));
        Assert.Empty(_warnings);
    }

    /// <summary>
    /// 1, 2, 3, ... stand for vectors full of these numbers, in the order of the file; behind each tensor stands how many it has.
    /// </summary>
    [Theory]
    [InlineData("emb_params=2", "1 2")]
    [InlineData("clip_l=1 clip_g=2", "1")]
    [InlineData("clip_g=2 clip_l=1", "3")]
    [InlineData("other=1 emb_params=1", "2")]
    [InlineData("<token>=2 other=1", "1 2")]
    [InlineData("other=1 string_to_param.*=2", "2 3")]
    [InlineData("bundle_emb.a.string_to_param.*=2 bundle_emb.b.string_to_param.*=1 lora_unet_x.alpha=1", "1 2 3")]
    [InlineData("lora_te_x.lora_up.weight=1 bundle_emb.a.clip_l=1 bundle_emb.a.clip_g=1 bundle_emb.b.clip_l=1", "2 4")]
    [InlineData("bundle_emb.a.emb_params=1 clip_l=1", "2")]
    public void Find_AnyTrainersLayout_GivesItsVectors(string tensors, string expected)
    {
        var writer = new SafetensorsWriter();
        var next = 1;
        foreach (var tensor in tensors.Split(' '))
        {
            var (name, rows) = (tensor[..tensor.LastIndexOf('=')], int.Parse(tensor[(tensor.LastIndexOf('=') + 1)..]));
            writer.Add(name, "F32", Enumerable.Range(next, rows).SelectMany(number => Enumerable.Repeat((float)number, Width)).ToArray(),
                rows, Width);
            next += rows;
        }
        writer.Save(PathOf("x.safetensors"));
        Assert.Equal(expected.Split(' ').Select(float.Parse), Find("x")!.Select(vector => vector[0]));
    }

    [Fact]
    public void Find_ListOfDictionaries_IsAllVectorsOfTheEncodersWidth()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("]")
            .Append(pickle =>
                pickle.Op("}").Item("a", _ => writer.Tensor([1, 1, 1, 1], Width)).Item("wide", _ => writer.Tensor(new float[8], 1, 8)))
            .Append(pickle => pickle.Op("}").Item("b", _ => writer.Tensor([2, 2, 2, 2, 3, 3, 3, 3], 2, Width)));
        writer.SaveArchive(PathOf("list.pt"));
        Assert.Equal([1f, 2, 3], Find("list")!.Select(vector => vector[0]));
    }

    [Fact]
    public void Find_BareTensor_IsItsRows()
    {
        new TorchWriter().Tensor([5, 5, 5, 5, 6, 6, 6, 6], 2, Width).SaveArchive(PathOf("bare.pt"));
        Assert.Equal([5f, 6], Find("bare")!.Select(vector => vector[0]));
        new TorchWriter().Tensor([5, 5, 5, 5], Width).SaveSequence(PathOf("old.pt"));
        Assert.Equal([5f], Find("old")!.Select(vector => vector[0]));
    }

    [Fact]
    public void Find_WhatCannotBeUsed_IsLeftOutWithASentenceEach()
    {
        new SafetensorsWriter().Add("emb_params", "F32", new float[8], 1, 8).Save(PathOf("wide.safetensors"));
        File.WriteAllText(PathOf("broken.safetensors"), "nothing");
        var evil = new TorchWriter();
        evil.Pickle.Global("os", "system").Op("(").Text("id").Op("tR");
        evil.SaveArchive(PathOf("evil.pt"));
        SafetensorsWriter.Save(PathOf("whole.safetensors"), """{"x":{"dtype":"I64","shape":[1,4],"data_offsets":[0,32]}}""", new byte[32]);
        var embeddings = new Embeddings(Files, [Width], 0, "clip_l", _warnings.Add);

        foreach (var name in new[] { "wide", "broken", "evil", "whole", "wide" })
            Assert.Empty(embeddings.Find(name)!);
        embeddings.Missing("wid");
        embeddings.Missing("something else");
        embeddings.Missing("something else");

        Assert.Collection(
            _warnings,
            text => Assert.Contains("8 numbers long, and this text encoder takes 4", text, StringComparison.Ordinal),
            text => Assert.Contains("'broken.safetensors'", text, StringComparison.Ordinal),
            text => Assert.Contains("'os.system'", text, StringComparison.Ordinal),
            text => Assert.Contains("'whole'", text, StringComparison.Ordinal),
            text => Assert.Contains("Is 'wide' meant?", text, StringComparison.Ordinal),
            text => Assert.Contains("'something else'", text, StringComparison.Ordinal));
        Assert.All(_warnings, text => Assert.StartsWith("The embedding '", text, StringComparison.Ordinal));
    }

    /// <summary>SDXL has two text encoders; older files have vectors for one of them.</summary>
    [Fact]
    public void Find_OnlyOneEncodersWidth_IsTakenByThatOneAndSaidOfTheOther()
    {
        new SafetensorsWriter().Add("emb_params", "F32", [5, 5, 5, 5], 1, Width).Save(PathOf("one.safetensors"));
        Assert.Single(new Embeddings(Files, [Width, 8], 0, "clip_l", _warnings.Add).Find("one")!);
        Assert.Empty(_warnings);
        Assert.Empty(new Embeddings(Files, [Width, 8], 1, "clip_g", _warnings.Add).Find("one")!);
        Assert.Contains("is for one of this model's text encoders only, the one of width 4", Assert.Single(_warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("emb_params", 768, "made for Stable Diffusion 1.x")]
    [InlineData("emb_params", 1024, "made for Stable Diffusion 2.x")]
    [InlineData("clip_g", 1280, "made for SDXL.")]
    [InlineData("emb_params", 640, "made for another family of models")]
    public void Find_AnotherFamilysVectors_SaysWhoseTheyAre(string tensor, int width, string whose)
    {
        new SafetensorsWriter().Add(tensor, "F32", new float[width], 1, width).Save(PathOf("other.safetensors"));
        Assert.Empty(new Embeddings(Files, [Width, 8], 0, "clip_l", _warnings.Add).Find("other")!);
        Assert.Contains($"{width} numbers long, and these text encoders take 4 and 8. It was {whose}", Assert.Single(_warnings),
            StringComparison.Ordinal);
    }

    private FolderModelFiles Files => new(_folder.Path);

    private List<float[]>? Find(string name) =>
        new Embeddings(Files, [Width], 0, "clip_l", _warnings.Add).Find(name)?.Select(vector => vector.ToArray()).ToList();

    private string PathOf(string file)
    {
        var path = Path.Combine(_folder.Path, "embeddings", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>One vector of one number, in the format that the name says.</summary>
    private void Write(string file, float number)
    {
        float[] vector = [number, number, number, number];
        if (file.EndsWith(".safetensors", StringComparison.Ordinal))
            new SafetensorsWriter().Add("emb_params", "F32", vector, 1, Width).Save(PathOf(file));
        else
            TorchWriter.OfTensors([("<token>", "F32", MemoryMarshal.AsBytes<float>(vector).ToArray(), [Width])]).SaveArchive(PathOf(file));
    }
}
