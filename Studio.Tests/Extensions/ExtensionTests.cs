using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Studio.Tests.Api;
using Studio.Tests.Conventions;
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
            var folder = Make(options.StudioDir, "soft-light");
            Compile(folder, "SoftLight", Written("csharp"));
            File.WriteAllText(Path.Join(folder, "extension.json"), Written("json"));
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

    private static string Written(string language) =>
        Block().Matches(File.ReadAllText(Path.Join(Repository.Root, "docs/extensions.md")))
            .Single(block => block.Groups["language"].Value == language).Groups["text"].Value;

    [GeneratedRegex(@"```(?<language>\w+)\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
