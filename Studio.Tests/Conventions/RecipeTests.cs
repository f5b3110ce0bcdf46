using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Studio.Engine.Comfy;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Tests.Diffusion;
using Studio.Tests.Extensions;
using Studio.Tests.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Conventions;

/// <summary>
/// What CONTRIBUTING.md tells to write is compiled as it stands there and taken in as if it lay in the engine: a node, a sampler and a
/// scheduler of one's own work at once, and no test about what ComfyUI has minds them.
/// </summary>
public sealed partial class RecipeTests(EngineFixture fixture, RecipeTests.Written written) : IClassFixture<EngineFixture>,
    IClassFixture<RecipeTests.Written>
{
    [Fact]
    public void Node_OfTheRecipe_IsDescribedAndNeedsNoRow()
    {
        var nodes = new NodeCatalog(
            [.. fixture.Engine.Nodes.All.Select(schema => schema.NodeType), .. NodeCatalog.NodesIn(written.Assembly)], fixture.Services);

        var ours = Assert.Single(nodes.All, schema => schema.IsOurs && schema.NodeType.Assembly == written.Assembly);
        Assert.Equal("ImagePosterizeSoftly", ours.Name);
        Assert.Equal(4, (int)ObjectInfo.Describe(ours)["input"]!["required"]!["levels"]![1]!["default"]!);
        Assert.Empty(ObjectInfoTests.WronglyDeclared(nodes.All));
        Assert.Empty(NodeTableTests.WithoutRow(nodes.All));
    }

    [Fact]
    public void Node_OfTheRecipe_Runs()
    {
        var type = Assert.Single(NodeCatalog.NodesIn(written.Assembly));
        var node = (INode<Image>)Activator.CreateInstance(type)!;
        type.GetProperty("Image")!.SetValue(node, new Image(NodeRuns.Values([1, 1, 1, 3], 0.1f, 0.4f, 0.9f)));

        NodeRuns.AssertSame(NodeRuns.Values([1, 1, 1, 3], 0, 1 / 3f, 1), node.Run(NodeRuns.Context()).Pixels);
    }

    [Fact]
    public void Sampler_OfTheRecipe_StandsInTheListAndWalksToThePicture()
    {
        var samplers = BuiltIn.SamplersWith(written.Assembly);

        Assert.Equal([.. ListOrder.Samplers, "midpoint"], ListOrder.Of(ListOrder.Samplers, samplers.Names));
        var run = new ToyRun("sd1_eps");
        var sigmas = run.Sigmas("euler", 40);
        var exact = run.Sample("dpmpp_2m", 40);
        Compare.AssertMaximumError(exact, samplers.Get("midpoint").Sample(run.Model, run.Start(sigmas), sigmas, run.Context()), 2e-2);
    }

    [Fact]
    public void Scheduler_OfTheRecipe_StandsInTheListAndFallsToZero()
    {
        var schedules = BuiltIn.SchedulesWith(written.Assembly);

        Assert.Equal([.. ListOrder.Schedulers, "square_root"], ListOrder.Of(ListOrder.Schedulers, schedules.Names));
        var sigmas = schedules.Get("square_root").Sigmas(SigmaTable.StableDiffusion, 5);
        Assert.Equal(6, sigmas.Length);
        Assert.All(sigmas.Zip(sigmas[1..]), pair => Assert.True(pair.First > pair.Second));
        Assert.Equal(0, sigmas[^1]);
    }

    /// <summary>Lists that are compared with a recording leave out what is ours, and nothing else.</summary>
    [Theory]
    [InlineData("""["euler","ddim","midpoint"]""", """["euler","ddim"]""")]
    [InlineData("""["simple","karras","square_root"]""", """["simple","karras"]""")]
    [InlineData("""["enable","disable"]""", """["enable","disable"]""")]
    [InlineData("\"IMAGE\"", "\"IMAGE\"")]
    public void Choices_ComparedWithTheRecording_LeaveOutOurs(string choices, string compared) =>
        Assert.Equal(compared, ObjectInfoTests.WithoutOurs(System.Text.Json.Nodes.JsonNode.Parse(choices))!.ToJsonString());

    /// <summary>The C# of CONTRIBUTING.md as an assembly. It bears this one's name, to which the engine shows its inside.</summary>
    public sealed class Written : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly AssemblyLoadContext _context = new("recipes", isCollectible: true);

        public Written()
        {
            var codes = Code().Matches(File.ReadAllText(Path.Join(Repository.Root, "CONTRIBUTING.md")))
                .Select(match => match.Groups["code"].Value).ToList();
            Assert.Equal(3, codes.Count);
            var file = Path.Join(_folder.Path, "recipes.dll");
            ExtensionFolder.Compile(file, typeof(RecipeTests).Assembly.GetName().Name!, codes);
            using var bytes = new MemoryStream(File.ReadAllBytes(file));
            Assembly = _context.LoadFromStream(bytes);
        }

        public Assembly Assembly { get; }

        public void Dispose()
        {
            _context.Unload();
            _folder.Dispose();
        }
    }

    [GeneratedRegex(@"^```csharp\r?\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Code();
}
