using System.Runtime.Loader;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Studio.Engine.Diffusion;
using Studio.Tests.Api;
using Studio.Tests.Conventions;
using Studio.Tests.Diffusion;
using Studio.Tests.Support;
using Studio.Web;
using static Studio.Tests.Extensions.ExtensionFolder;

namespace Studio.Tests.Extensions;

/// <summary>Extensions that are as they should be.</summary>
public sealed partial class ExtensionTests
{
    [Fact]
    public async Task Sample_FromTheDocumentation_CompilesAndRuns()
    {
        await using var studio = await StudioApplication.StartAsync(options =>
        {
            AddSample(options.StudioDir);
        });
        using var client = await ComfyClient.ConnectAsync(studio, "a");

        var id = await client.PostAsync(
            """
            {"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 4210752}},
             "2": {"class_type": "SoftLightGamma", "inputs": {"image": ["1", 0], "gamma": 0.5}},
             "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}
            """, "a");
        await client.UntilDoneAsync(id);

        var picture = (string)(await client.GetAsync($"/history/{id}"))[id]!["outputs"]!["3"]!["images"]![0]!["filename"]!;
        var decoded = Studio.Engine.Imaging.ImageCodec.Decode(await client.Http.GetByteArrayAsync($"/view?type=temp&filename={picture}"));
        Assert.Equal((byte)(255 * MathF.Sqrt(64 / 255f)), decoded.Pixels.Pixels[0]);
    }

    [Fact]
    public void SamplerAndSchedule_FromTheDocumentation_WalkToThePicture()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Join(folder.Path, "SoftLight.dll");
        Compile(file, "SoftLight", Written("csharp"));
        var context = new AssemblyLoadContext("documentation", isCollectible: true);
        using var bytes = new MemoryStream(File.ReadAllBytes(file));
        var assembly = context.LoadFromStream(bytes);

        var run = new ToyRun("sd1_eps");
        var sigmas = BuiltIn.SchedulesWith(assembly).Get("even_angles").Sigmas(SigmaTable.StableDiffusion, 40);
        Assert.All(sigmas.Zip(sigmas[1..]), pair => Assert.True(pair.First > pair.Second));
        var levels = run.Sigmas("euler", 40);
        var end = BuiltIn.SamplersWith(assembly).Get("ralston").Sample(run.Model, run.Start(levels), levels, run.Context());
        Compare.AssertMaximumError(run.Sample("dpmpp_2m", 40), end, 2e-2);
        context.Unload();
    }

    /// <summary>Guidance within a range that is everything is guidance, and one within none is none.</summary>
    [Fact]
    public async Task SamplerAndGuider_FromTheDocumentation_Paint()
    {
        await using var studio = await StudioApplication.StartAsync(options => AddSample(options.StudioDir), demoModel: true);
        using var client = await ComfyClient.ConnectAsync(studio, "a");
        var prompt = new SamplePrompt();
        var (ralston, heun) = (prompt.Picture("CFGGuider", "ralston"), prompt.Picture("CFGGuider", "heun"));
        var (whole, none) = (prompt.Picture("LimitedGuider", "heun", ("start", 0), ("end", 1)),
            prompt.Picture("LimitedGuider", "heun", ("start", 1), ("end", 0)));
        var alone = prompt.Picture("CFGGuider", "heun", ("cfg", 1));

        var id = await client.PostAsync(prompt.ToString(), "a");
        await client.UntilDoneAsync(id);

        var outputs = (await client.GetAsync($"/history/{id}"))[id]!["outputs"]!;
        Assert.InRange(await DistanceAsync(ralston, heun), 0.001, 10);
        Assert.Equal(0, await DistanceAsync(whole, heun));
        Assert.Equal(0, await DistanceAsync(none, alone));
        Assert.True(await DistanceAsync(alone, heun) > 1);

        async Task<double> DistanceAsync(string one, string other)
        {
            var (first, second) = (await PixelsAsync(one), await PixelsAsync(other));
            return first.Zip(second).Average(pair => Math.Abs(pair.First - pair.Second));
        }

        async Task<byte[]> PixelsAsync(string node)
        {
            var name = (string?)outputs[node]!["images"]![0]!["filename"];
            return Studio.Engine.Imaging.ImageCodec.Decode(await client.Http.GetByteArrayAsync($"/view?type=temp&filename={name}"))
                .Pixels.Pixels;
        }
    }

    [Fact]
    public async Task Libraries_OfTwoVersions_AreEachTheirOwn()
    {
        using var before = new TemporaryFolder();
        await using var studio = await StudioApplication.StartAsync(options =>
        {
            foreach (var (name, words) in new[] { ("first", "one"), ("second", "two") })
            {
                var library = Compile(Make(options.StudioDir, name), "Shared",
                    $"namespace Shared; public static class Words {{ public static string Say() => \"{words}\"; }}");
                Add(options.StudioDir, name, TextNode(name == "first" ? "First" : "Second", "Shared.Words.Say()"), references: library);
            }
        });
        using var client = await ComfyClient.ConnectAsync(studio, "a");

        var id = await client.PostAsync(
            """
            {"1": {"class_type": "First", "inputs": {}}, "2": {"class_type": "FirstOut", "inputs": {"text": ["1", 0]}},
             "3": {"class_type": "Second", "inputs": {}}, "4": {"class_type": "SecondOut", "inputs": {"text": ["3", 0]}}}
            """, "a");
        await client.UntilDoneAsync(id);

        var outputs = (await client.GetAsync($"/history/{id}"))[id]!["outputs"]!;
        Assert.Equal(("one", "two"), ((string?)outputs["2"]!["text"]![0], (string?)outputs["4"]!["text"]![0]));
    }

    [Theory]
    [InlineData("--disable-all-custom-nodes", "off off")]
    [InlineData("--disable-all-custom-nodes --whitelist-custom-nodes b c", "off loaded")]
    [InlineData("--whitelist-custom-nodes b", "loaded loaded")]
    public async Task Flags_OfComfyUI_ChooseWhatIsLoaded(string flags, string states)
    {
        var line = Studio.Web.Hosting.CommandLine.Parse(flags.Split(' '), "/");
        Assert.Empty(line.Errors);
        await using var studio = await StudioApplication.StartAsync(options =>
        {
            var (read, errors) = Studio.Web.Hosting.Settings.Read(options.StudioDir, line);
            Assert.Empty(errors);
            (options.DisableAllCustomNodes, options.WhitelistCustomNodes) = (read.DisableAllCustomNodes, read.WhitelistCustomNodes);
            Add(options.StudioDir, "a", TextNode("A", "\"\""));
            Add(options.StudioDir, "b", TextNode("B", "\"\""));
        });
        using var client = studio.CreateClient();

        var list = JsonNode.Parse(await client.GetStringAsync("/api/extensions/installed"))!.AsArray();

        Assert.Equal(states, string.Join(' ', list.Select(extension => (string?)extension!["state"])));
        Assert.Equal(states.Contains("off", StringComparison.Ordinal) ? "{}" : "A", await ObjectInfoAsync(client, "A"));
    }

    private static async Task<string> ObjectInfoAsync(HttpClient client, string classType)
    {
        var info = JsonNode.Parse(await client.GetStringAsync($"/object_info/{classType}"))!.AsObject();
        return info.Count == 0 ? "{}" : (string)info[classType]!["name"]!;
    }

    internal static void AddSample(string studioDir)
    {
        var folder = Make(studioDir, "soft-light");
        Compile(Path.Join(folder, "SoftLight.dll"), "SoftLight", Written("csharp"));
        File.WriteAllText(Path.Join(folder, "extension.json"), Written("json").Single());
    }

    private static IEnumerable<string> Written(string language) =>
        Block().Matches(File.ReadAllText(Path.Join(Repository.Root, "docs/extensions.md")))
            .Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["text"].Value);

    [GeneratedRegex(@"```(?<language>\w+)\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
