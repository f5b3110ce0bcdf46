using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Logs;
using Studio.Web.Models;

namespace Studio.Tests.Extensions;

/// <summary>Families of an extension that do all that they should not: the files of others open as if they were not there.</summary>
public sealed class BrokenFamilyTests(BrokenFamilyTests.Host host) : IClassFixture<BrokenFamilyTests.Host>
{
    private const string Families = """
        using Studio.Engine.Diffusion;
        using Studio.Engine.Models;
        using Studio.Engine.Models.Building;
        using Studio.Engine.Models.Families;

        public abstract class Idle(string name) : IFamily
        {
            public string Name => name;
            public virtual bool Matches(TensorNames tensors) => tensors.HasAny(name);
            public virtual ModelFamily? Read(TensorNames tensors) => null;
            protected ModelFamily Of(params Network[] networks) =>
                new(name) { Latent = new LatentFormat(4, 8, 1), Networks = networks };
        }
        internal sealed record Net() : DenoiserNetwork("", 4, 4, 8)
        {
            public override void Build(OnnxGraph g, GraphPatches patches) { }
        }
        internal sealed record Words() : Network(NetworkRole.ClipL, "")
        {
            public override void Build(OnnxGraph g, GraphPatches patches) { }
        }
        public sealed class Taken() : Idle("SD 1.x");
        public sealed class Sour : Idle
        {
            public Sour() : base("sour") => throw new InvalidOperationException("not today");
        }
        public sealed class Asks() : Idle("asks")
        {
            public override bool Matches(TensorNames tensors) => throw new InvalidOperationException("who is there");
        }
        public sealed class Reads() : Idle("reads")
        {
            public override ModelFamily? Read(TensorNames tensors) => throw new InvalidOperationException("no glasses");
        }
        public sealed class Twice() : Idle("twice")
        {
            public override ModelFamily? Read(TensorNames tensors) => Of(new Net(), new Net());
        }
        public sealed class OwnWords() : Idle("own_words")
        {
            public override ModelFamily? Read(TensorNames tensors) => Of(new Words());
        }
        public sealed class All() : Idle("all")
        {
            public override bool Matches(TensorNames tensors) => true;
        }
        """;

    private readonly StudioApplication _studio = host.Studio;

    [Theory]
    [InlineData("tiny", "SD 1.x")]
    [InlineData("lora", "LoRA")]
    [InlineData("unknown", "all")]
    public void File_OfAnybodyElse_IsWhatItWas(string file, string family) =>
        Assert.Equal((family, null), (Of(file).Family, Of(file).Problem));

    [Theory]
    [InlineData("reads",
        "'reads.safetensors' was recognised as reads, but the extension custom_nodes.families failed while reading it (InvalidOperationException: no glasses)")]
    [InlineData("twice", "gave 2 networks for denoiser")]
    [InlineData("own_words", "gave a Words for text:clip_l, which only")]
    public void File_OfABrokenFamily_SaysWhoseFaultItIs(string file, string problem) =>
        Assert.Contains(problem, Of(file).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("SD 1.x", "there is already a family SD 1.x, from Studio. Give this one another name.")]
    [InlineData("Sour", "its constructor failed: not today")]
    public async Task Family_ThatCannotBeUsed_IsLeftOutAlone(string family, string reason)
    {
        using var client = _studio.CreateClient();
        var extension = JsonNode.Parse(await client.GetStringAsync("/api/extensions/installed"))!.AsArray().Single()!;

        var refused = extension["refused"]!.AsArray().Single(refused => (string?)refused!["name"] == family)!;
        Assert.Equal(("family", true), ((string?)refused["kind"], ((string)refused["reason"]!).Contains(reason, StringComparison.Ordinal)));
        Assert.Equal(["asks", "reads", "twice", "own_words", "all"], extension["families"]!.AsArray().Select(name => (string?)name));
    }

    [Fact]
    public void Log_OfAFamilyThatThrows_SaysSoOnce()
    {
        Of("tiny");
        Of("unknown");
        Assert.Single(_studio.Get<LogMemory>().Lines,
            line => line.Text.Contains("The family asks of custom_nodes.families failed", StringComparison.Ordinal));
    }

    private ModelFacts Of(string name)
    {
        var models = _studio.Get<ModelCatalog>();
        return models.Facts(models.FindFile("checkpoints", name + ".safetensors")!);
    }

    public sealed class Host : IAsyncLifetime
    {
        public StudioApplication Studio { get; private set; } = null!;

        public async Task InitializeAsync() => Studio = await StudioApplication.StartAsync(options =>
        {
            ExtensionFolder.Add(options.StudioDir, "families", Families, contract: "2.1");
            var folder = Directory.CreateDirectory(Path.Join(options.Paths.Models, "checkpoints")).FullName;
            TinyModel.Write(folder);
            new SafetensorsWriter().Layer("lora_unet_conv_in", 32, 36).Save(Path.Join(folder, "lora.safetensors"));
            foreach (var name in new[] { "reads", "twice", "own_words", "unknown" })
                new SafetensorsWriter().Add(name, "F32", [1], 1).Save(Path.Join(folder, name + ".safetensors"));
        });

        public async Task DisposeAsync() => await Studio.DisposeAsync();
    }
}
