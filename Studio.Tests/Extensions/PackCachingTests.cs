using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Web;
using static Studio.Tests.Extensions.PackPrompt;

namespace Studio.Tests.Extensions;

/// <summary>What runs again in each mode of the cache.</summary>
public sealed class PackCachingTests
{
    [Theory]
    [InlineData(CacheMode.Classic, true)]
    [InlineData(CacheMode.Lru, true)]
    [InlineData(CacheMode.None, false)]
    public async Task SamePrompt_Again_RunsOnlyWithoutACache(CacheMode mode, bool keeps)
    {
        await using var studio = await PackStudio.StartAsync(mode);
        var prompt = new PackPrompt();
        var images = new[] { prompt.Image("BLACK"), prompt.Image("NOISE") };
        var mask = prompt.Mask(0.5);
        var mix = prompt.Node("TestLazyMixImages", ("image1", Link(images[0])), ("image2", Link(images[1])), ("mask", Link(mask)));
        var sleep = prompt.Node("TestSleep", ("value", Link(mix)), ("seconds", 0.05));
        var expanded = prompt.Node("TestMixedExpansionReturns", ("input1", 0.3));
        prompt.Preview(sleep);
        prompt.Preview(expanded);

        var first = await studio.RunAsync(prompt.ToString());
        var second = await studio.RunAsync(prompt.ToString());
        prompt.Set(mask, "value", 0.4);
        var third = await studio.RunAsync(prompt.ToString());

        Assert.Equal(8, first.Ran.Where(id => !id.Contains('.', StringComparison.Ordinal)).Distinct().Count());
        Assert.Equal(keeps ? 0 : 8, second.Ran.Where(id => !id.Contains('.', StringComparison.Ordinal)).Distinct().Count());
        Assert.Equal(keeps, third.Cached.Contains(images[0]) && third.Cached.Contains(images[1]) && third.Cached.Contains(expanded));
        Assert.Contains(sleep, third.Ran);
    }

    [Theory]
    [InlineData(CacheMode.Classic)]
    [InlineData(CacheMode.Lru)]
    public async Task Fingerprint_ThatIsNone_RunsEachTime(CacheMode mode)
    {
        await using var studio = await PackStudio.StartAsync(mode);
        var prompt = new PackPrompt();
        var changing = prompt.Node("TestCustomIsChanged", ("should_change", false), ("image", Link(prompt.Image("BLACK"))));
        prompt.Preview(changing);

        var before = new[] { await studio.RunAsync(prompt.ToString()), await studio.RunAsync(prompt.ToString()) };
        prompt.Set(changing, "should_change", true);
        var after = new[] { await studio.RunAsync(prompt.ToString()), await studio.RunAsync(prompt.ToString()) };

        Assert.Equal([true, false], before.Select(run => run.Ran.Contains(changing)));
        Assert.Equal([true, true], after.Select(run => run.Ran.Contains(changing)));
    }

    [Fact]
    public async Task Fingerprint_IsTakenOfLiteralsAlone()
    {
        await using var studio = await PackStudio.StartAsync();
        var prompt = new PackPrompt();
        var image = prompt.Node("StubConstantImage", ("value", 0.5), ("height", 8), ("width", 8), ("batch_size", 1));
        var node = prompt.Node("TestIsChangedWithConstants", ("image", Link(image)), ("value", 0.5));
        var shown = prompt.Preview(node);

        var runs = new[] { await studio.RunAsync(prompt.ToString()), await studio.RunAsync(prompt.ToString()) };

        Assert.Equal([true, false], runs.Select(run => run.Ran.Contains(node)));
        Assert.Equal([63], await runs[1].GreysAsync(shown));
    }

    [Fact]
    public async Task Loop_WithACache_RunsOnlyTheNewTurns()
    {
        await using var studio = await PackStudio.StartAsync();
        var prompt = new PackPrompt();
        var open = prompt.Node("TestForLoopOpen", ("remaining", 2), ("initial_value1", Link(prompt.Image("WHITE"))));
        var body = prompt.Node("TestVariadicAverage", ("input1", Link(prompt.Image("BLACK"))), ("input2", Link(open, 2)));
        var shown = prompt.Preview(prompt.Node("TestForLoopClose", ("flow_control", Link(open)), ("initial_value1", Link(body))));

        await studio.RunAsync(prompt.ToString());
        var again = await studio.RunAsync(prompt.ToString());
        prompt.Set(open, "remaining", 3);
        var longer = await studio.RunAsync(prompt.ToString());

        Assert.Empty(again.Ran);
        Assert.Equal([255 >> 3], await longer.GreysAsync(shown));
    }

    [Fact]
    public async Task OutputNode_WithASocket_RunsWhenOnlyWhatFollowsIsWanted()
    {
        await using var studio = await PackStudio.StartAsync();
        var prompt = new PackPrompt();
        var socket = prompt.Node("TestOutputNodeWithSocketOutput", ("image", Link(prompt.Image("WHITE"))), ("value", 0.5));
        var wanted = prompt.Preview(socket);
        var other = prompt.Preview(prompt.Image("NOISE"));

        var run = await studio.RunAsync(prompt.ToString(), $", \"partial_execution_targets\": [\"{wanted}\"]");

        Assert.Equal([127], await run.GreysAsync(wanted));
        Assert.DoesNotContain(other, run.Ran);
        Assert.Contains(socket, run.Ran);
    }

    [Fact]
    public async Task Sampling_InsideAnExpansion_GivesThePictureOfTheSameNodesOutside()
    {
        await using var studio = await PackStudio.StartAsync(demoModel: true);
        var prompt = new PackPrompt();
        var loader = prompt.Node("CheckpointLoaderSimple", ("ckpt_name", "studio-demo.safetensors"));
        var inside = prompt.Node(
            "TestSamplingInExpansion", ("model", Link(loader)), ("clip", Link(loader, 1)), ("vae", Link(loader, 2)),
            ("seed", 7), ("steps", 1), ("cfg", 2.0), ("prompt", "a boat"), ("negative_prompt", ""));
        var positive = prompt.Node("CLIPTextEncode", ("text", "a boat"), ("clip", Link(loader, 1)));
        var negative = prompt.Node("CLIPTextEncode", ("text", ""), ("clip", Link(loader, 1)));
        var latent = prompt.Node("EmptyLatentImage", ("width", 512), ("height", 512), ("batch_size", 1));
        var sampler = prompt.Node(
            "KSampler", ("model", Link(loader)), ("positive", Link(positive)), ("negative", Link(negative)),
            ("latent_image", Link(latent)), ("seed", 7), ("steps", 1),
            ("cfg", 2.0), ("sampler_name", "euler_ancestral"), ("scheduler", "normal"), ("denoise", 1.0));
        var outside = prompt.Node("VAEDecode", ("samples", Link(sampler)), ("vae", Link(loader, 2)));
        var shown = new[] { prompt.Preview(inside), prompt.Preview(outside) };

        var run = await studio.RunAsync(prompt.ToString());

        var pictures = shown.Select(node => (string)run.Output(node)!["images"]![0]!["filename"]!).ToList();
        Assert.Equal(await PixelsAsync(studio, pictures[0]), await PixelsAsync(studio, pictures[1]));
    }

    private static async Task<byte[]> PixelsAsync(PackStudio studio, string name) =>
        ImageCodec.Decode(await studio.Http.GetByteArrayAsync($"/view?type=temp&filename={name}")).Pixels.Pixels;
}
