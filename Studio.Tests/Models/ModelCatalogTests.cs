using Studio.Engine.Models;
using Studio.Engine.Models.Families;
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
    [InlineData("d: &d\n  base_path: ROOT\nx:\n  <<: *d\n  vae: rel")]
    [InlineData("x:\n  vae: rel\n  <<: {base_path: ROOT, vae: other}")] // what it says itself counts, wherever it stands
    [InlineData("a: &a {base_path: ROOT}\nb: &b {base_path: nowhere, vae: rel}\nx:\n  <<: [*a, *b]")] // of several the first
    [InlineData("a: &a {base_path: ROOT}\nb: &b\n  <<: *a\n  vae: rel\nx: *b")]
    [InlineData("x:\n  loras: &p ROOT\n  base_path: *p\n  vae: rel")]
    [InlineData("x:\n  base_path: $STUDIO_TEST_ROOT\n  vae: rel")]
    [InlineData("x:\n  base_path: ${STUDIO_TEST_ROOT}/rel/..\n  vae: rel")]
    [InlineData("x:\n  base_path: \"%STUDIO_TEST_ROOT%\"\n  vae: rel")]
    [InlineData("x:\n  vae: $STUDIO_TEST_ROOT/rel")]
    [InlineData("---\nx:\n  base_path: nowhere\n  base_path: ROOT\n  vae: rel\nnothing:\n~: ~")]
    public void ExtraPaths_AsPyYamlAndExpandvarsReadThem(string text)
    {
        Environment.SetEnvironmentVariable("STUDIO_TEST_ROOT", Path.Join(_folder.Path, "ROOT"));
        Put("ROOT/rel/found.safetensors");
        var file = Path.Join(_folder.Path, "extra.yaml");
        File.WriteAllText(file, text);

        Assert.Equal(["found.safetensors"], Catalog(file).Names("vae"));
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("On", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("y", true)] // a text to PyYAML
    [InlineData("\"no\"", true)]
    [InlineData("no", false)]
    [InlineData("Off", false)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("~", false)]
    [InlineData("", false)]
    [InlineData("\"\"", false)]
    public void ExtraPaths_IsDefault_IsPythonsTruth(string written, bool isFirst)
    {
        Put("own/x.safetensors");
        Put("models/vae/x.safetensors");
        var file = Path.Join(_folder.Path, "extra.yaml");
        File.WriteAllText(file, $"x:\n  is_default: {written}\n  vae: own");

        Assert.Equal(isFirst ? Path.Join(_folder.Path, "own/x.safetensors") : Path.Join(_folder.Path, "models/vae/x.safetensors"),
            Catalog(file).Find("vae", "x.safetensors"));
    }

    [Fact]
    public void ExtraPaths_UnknownVariable_StaysAndIsTold()
    {
        var file = Path.Join(_folder.Path, "extra.yaml");
        File.WriteAllText(file, "x:\n  base_path: ${STUDIO_NO_SUCH}/env\n  vae: $NEITHER_THIS");
        var told = new List<string>();

        var folders = ExtraModelPaths.Add([], file, told.Add);

        Assert.Equal([Path.Join(_folder.Path, "${STUDIO_NO_SUCH}/env/$NEITHER_THIS")], folders.Single(folder => folder.Key == "vae").Paths);
        Assert.Equal(2, told.Count);
        Assert.Contains("extra.yaml: the environment has no variable ${STUDIO_NO_SUCH}", told[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x:\n  vae: a\n  loras: [b", "extra.yaml, line ")]
    [InlineData("x:\n  vae: a\n  loras:\n    - b", "extra.yaml, line 4")]
    [InlineData("x:\n  <<: *nothing", "extra.yaml, line 2")]
    [InlineData("x:\n  <<: text", "extra.yaml, line 2")]
    [InlineData("x: text", "extra.yaml, line 1")]
    [InlineData("- a", "extra.yaml, line 1")]
    [InlineData("x:\n  [1, 2]: y", "extra.yaml, line 2")]
    public void ExtraPaths_Mistakes_AreToldWithFileLineAndCure(string text, string where)
    {
        var file = Path.Join(_folder.Path, "extra.yaml");
        File.WriteAllText(file, text);

        var told = Assert.Throws<StartupException>(() => Catalog(file)).Message;

        Assert.Contains(where, told, StringComparison.Ordinal);
        Assert.Contains("Correct the line, or take the file away.", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"Anime\x.safetensors", "Anime/x.safetensors")]
    [InlineData("anime/X.safetensors", "Anime/x.safetensors")]
    [InlineData("elsewhere/only.safetensors", "deep/down/only.safetensors")]
    [InlineData("only.safetensors", "deep/down/only.safetensors")]
    [InlineData(@"D:\models\ONLY.safetensors", "deep/down/only.safetensors")]
    [InlineData("twice.safetensors", "a/twice.safetensors|b/twice.safetensors")]
    [InlineData("Case.safetensors", "c/Case.safetensors")]
    [InlineData("CASE.safetensors", "c/Case.safetensors|d/case.safetensors")]
    [InlineData("none.safetensors", "")]
    [InlineData("folder/", "")]
    [InlineData("", "")]
    public void ModelNames_OfOtherMachines_AreFound(string wanted, string found)
    {
        string[] names = ["Anime/x.safetensors", "deep/down/only.safetensors", "a/twice.safetensors", "b/twice.safetensors",
            "c/Case.safetensors", "d/case.safetensors"];

        Assert.Equal(found, string.Join('|', ModelNameMatches.Of(wanted, names)));
    }

    [Fact]
    public void FindFile_WithBackSlashes_IsTheSameFile()
    {
        Put("models/loras/Anime/x.safetensors");

        Assert.Equal("Anime/x.safetensors", Catalog().FindFile("loras", @"Anime\x.safetensors")?.Name);
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
        File.Copy(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"), path,
            overwrite: true);
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

    private ModelCatalog Catalog(params string[] extra) =>
        new(new StudioOptions { StudioDir = _folder.Path, ExtraModelPathsConfig = extra }, FamilyCatalog.BuiltIn);

    private string Put(string relative)
    {
        var path = Path.Join(_folder.Path, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
        return path;
    }
}
