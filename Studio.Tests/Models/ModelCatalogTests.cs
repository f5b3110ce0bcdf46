using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Models;

namespace Studio.Tests.Models;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_OfAKind_ComeFromAllItsFoldersSorted()
    {
        Put("models/checkpoints/b.safetensors");
        Put("models/checkpoints/sub/a.ckpt");
        Put("models/checkpoints/readme.txt");
        Put("models/checkpoints/.cache/hidden.safetensors");
        Put("models/unet/old.safetensors");
        Put("models/diffusion_models/new.safetensors");
        Put("output/checkpoints/saved.safetensors");
        var catalog = Catalog();

        Assert.Equal(["b.safetensors", "saved.safetensors", "sub/a.ckpt"], catalog.Names("checkpoints"));
        Assert.Equal(["new.safetensors", "old.safetensors"], catalog.Names("unet"));
        Assert.Empty(catalog.Names("nope"));
        Put("models/checkpoints/a.safetensors");
        Assert.Contains("a.safetensors", catalog.Names("checkpoints"));
    }

    [Theory]
    [InlineData("../secret.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/../b.safetensors")]
    [InlineData("")]
    [InlineData("readme.txt")]
    public void Find_WhatIsNotListed_IsNull(string name)
    {
        Put("models/checkpoints/b.safetensors");
        Put("models/checkpoints/readme.txt");
        Put("models/secret.safetensors");

        Assert.Null(Catalog().Find("checkpoints", name));
        Assert.EndsWith("models/checkpoints/b.safetensors", Catalog().Find("checkpoints", "b.safetensors"));
    }

    [Fact]
    public void Diffusers_AreFolders()
    {
        Put("models/diffusers/my/model/model_index.json");
        Put("models/diffusers/my/model/unet/model.onnx");

        Assert.Equal(["my/model"], Catalog().Names("diffusers"));
        Assert.True(Directory.Exists(Catalog().Find("diffusers", "my/model")));
    }

    [Fact]
    public void Links_ToModelsElsewhere_AreFollowed()
    {
        var elsewhere = Put("elsewhere/big.safetensors");
        Put("models/loras/x.safetensors");
        File.CreateSymbolicLink(Path.Join(_folder.Path, "models/loras/big.safetensors"), elsewhere);
        File.CreateSymbolicLink(Path.Join(_folder.Path, "models/loras/broken.safetensors"), "nowhere");

        Assert.Equal(["big.safetensors", "x.safetensors"], Catalog().Names("loras"));
    }

    [Fact]
    public void ExtraPaths_AreAddedInComfyUisWay()
    {
        Put("models/loras/own.safetensors");
        Put("a1111/models/Stable-diffusion/theirs.safetensors");
        Put("a1111/models/Lora/l.safetensors");
        Put("a1111/models/LyCORIS/y.safetensors");
        Put("a1111/models/Lora/own.safetensors");
        var file = Path.Join(_folder.Path, "extra.yaml");
        File.WriteAllText(file, """
            # a comment
            a111:
                base_path: a1111/
                is_default: true
                checkpoints: models/Stable-diffusion
                loras: |
                     models/Lora
                     models/LyCORIS
                clip: models/none
                custom_nodes: x
            empty:
            """);
        var catalog = Catalog(file);

        Assert.Equal(["theirs.safetensors"], catalog.Names("checkpoints"));
        Assert.Equal(["l.safetensors", "own.safetensors", "y.safetensors"], catalog.Names("loras"));
        Assert.Contains("a1111", catalog.Find("loras", "own.safetensors")); // is_default comes first
    }

    [Theory]
    [InlineData("a: [1, 2")]
    [InlineData("a:\n  loras:\n    - x\n    - y")]
    [InlineData("just text")]
    public void ExtraPaths_ThatAreNone_StopTheStartWithTheFileNamed(string text)
    {
        var file = Path.Join(_folder.Path, "extra.yaml");
        File.WriteAllText(file, text);

        Assert.Contains("extra.yaml", Assert.Throws<StartupException>(() => Catalog(file)).Message);
    }

    [Fact]
    public void Facts_OfTheDemoModel_SayWhatItIs()
    {
        var path = Put("models/checkpoints/demo.safetensors");
        File.Copy(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"), path, overwrite: true);
        Put("models/checkpoints/broken.safetensors");
        var catalog = Catalog();

        var demo = catalog.Facts(catalog.FindFile("checkpoints", "demo.safetensors")!);
        var broken = catalog.Facts(catalog.FindFile("checkpoints", "broken.safetensors")!);

        Assert.Equal((true, "checkpoints", null), (demo.Runs, demo.BelongsTo, demo.Problem));
        Assert.False(broken.Runs);
        Assert.Contains("broken.safetensors", broken.Problem);
        File.Copy(path, Path.Join(_folder.Path, "models/checkpoints/broken.safetensors"), overwrite: true);
        Assert.True(catalog.Facts(catalog.FindFile("checkpoints", "broken.safetensors")!).Runs); // looked at again once it has changed
    }

    [Fact]
    public void Facts_OfPickledFiles_SayWhatTheyAreOrWhatTheyAskFor()
    {
        var embedding = Put("models/embeddings/old.pt");
        File.Copy(Path.Join(AppContext.BaseDirectory, "Golden/torch/legacy.pt"), embedding, overwrite: true);
        var evil = new TorchWriter();
        evil.Pickle.Global("os", "system").Op("(").Text("id").Op("tR");
        evil.SaveArchive(Put("models/checkpoints/evil.ckpt"));
        var catalog = Catalog();

        Assert.Equal("embeddings", catalog.Facts(catalog.FindFile("embeddings", "old.pt")!).BelongsTo);
        var facts = catalog.Facts(catalog.FindFile("checkpoints", "evil.ckpt")!);
        Assert.False(facts.Runs);
        Assert.Contains("'os.system'", facts.Problem);
    }

    private ModelCatalog Catalog(params string[] extra) => new(new StudioOptions { StudioDir = _folder.Path, ExtraModelPathsConfig = extra });

    private string Put(string relative)
    {
        var path = Path.Join(_folder.Path, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
        return path;
    }
}
