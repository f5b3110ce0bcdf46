using System.Text.Json.Nodes;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Api;

/// <summary>Workflows with ControlNets as people have them, over the API.</summary>
public sealed class ControlNetTests(ControlStudio studio) : IClassFixture<ControlStudio>
{
    [Fact]
    public async Task CannyOfAPicture_Applied_LeadsTheModel()
    {
        var plain = await studio.PictureAsync(new DemoPrompt());
        var led = await studio.PictureAsync(Advanced());

        Assert.NotEqual(plain, led);
        Assert.Equal(led, await studio.PictureAsync(Advanced()));
        Assert.Equal(plain, await studio.PictureAsync(Advanced().Set("13", "strength", 0.0)));
        // led after the last step begins, which is not at all
        Assert.Equal(plain, await studio.PictureAsync(Advanced().Set("13", "start_percent", 1.0)));
        Assert.NotEqual(led, await studio.PictureAsync(Advanced().Set("13", "end_percent", 0.3)));
        Assert.NotEqual(led, await studio.PictureAsync(Advanced().Set("13", "strength", 0.5)));
    }

    [Fact]
    public async Task TwoAtOnce_LeadTogether()
    {
        DemoPrompt Two() => Advanced()
            .Add("22", "ControlNetLoader", ("control_net_name", "depth.safetensors"))
            .Add("23", "ControlNetApplyAdvanced", Hint("13", 1, "22", "10")).Set("23", "strength", 0.4)
            .Set("5", "positive", Link("23", 0)).Set("5", "negative", Link("23", 1));
        var both = await studio.PictureAsync(Two());

        Assert.NotEqual(await studio.PictureAsync(Advanced()), both);
        Assert.NotEqual(await studio.PictureAsync(Two().Set("13", "strength", 0.0)), both);
        Assert.Equal(await studio.PictureAsync(Advanced()), await studio.PictureAsync(Two().Set("23", "strength", 0.0)));
    }

    [Fact]
    public async Task EveryWayToApply_GivesTheSamePicture()
    {
        var led = await studio.PictureAsync(Advanced());
        // the old node leads the positive side, and the other follows
        var old = Loaded().Add("13", "ControlNetApply", ("conditioning", Link("2", 0)), ("control_net", Link("12", 0)),
            ("image", Link("11", 0)), ("strength", 1.0)).Set("5", "positive", Link("13", 0));
        Assert.Equal(led, await studio.PictureAsync(old));
        Assert.Equal(led, await studio.PictureAsync(Applied("ControlNetApplySD3", ("vae", Link("1", 2)))));
        Assert.Equal(led, await studio.PictureAsync(Applied("ControlNetApplyAdvanced", ("vae", Link("1", 2)))));
        Assert.Equal(led, await studio.PictureAsync(Advanced().Add("12", "DiffControlNetLoader", ("model", Link("1", 0)),
            ("control_net_name", "edges.safetensors"))));
        Assert.Equal(led, await studio.PictureAsync(Applied("ControlNetInpaintingAliMamaApply", ("vae", Link("1", 2)),
            ("mask", Link("10", 1)))));
    }

    [Fact]
    public async Task OneSideOnly_IsLedAlone()
    {
        var both = await studio.PictureAsync(Advanced());
        var positive = await studio.PictureAsync(Advanced().Set("5", "negative", Link("3", 0)));
        var negative = await studio.PictureAsync(Advanced().Set("5", "positive", Link("2", 0)));

        Assert.Equal(3, new[] { both, positive, negative }.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public async Task UnionType_OnANetOfOneKind_IsSaidToMeanNothing()
    {
        var prompt = Advanced().Add("14", "SetUnionControlNetType", ("control_net", Link("12", 0)), ("type", "openpose"))
            .Set("13", "control_net", Link("14", 0));
        var (_, history) = await studio.RunAsync(prompt.Json);

        Assert.Equal("success", (string?)history["status"]!["status_str"]);
        Assert.Contains("was trained on one kind of picture", history["status"]!["messages"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Difference_LoadedPlainly_IsWarnedOf()
    {
        var difference = Advanced().Set("12", "control_net_name", "diff.safetensors");
        var (_, history) = await studio.RunAsync(difference.Json);

        Assert.Contains("load it with DiffControlNetLoader", history["status"]!["messages"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.NotEqual(await studio.PictureAsync(difference), await studio.PictureAsync(difference.Add("12", "DiffControlNetLoader",
            ("model", Link("1", 0)), ("control_net_name", "diff.safetensors"))));
    }

    [Fact]
    public async Task WrongFiles_AreRefusedWithWhatFits()
    {
        Assert.Contains("is a ControlNet for SDXL, but the model 'studio-demo.safetensors' is SD 1.x. Choose a ControlNet for SD 1.x",
            await studio.FailureAsync(Advanced().Set("12", "control_net_name", "xl.safetensors")), StringComparison.Ordinal);
        Assert.Contains("'checkpoint.safetensors' is a checkpoint of SD 1.x, but has no ControlNet. Use a ControlNet",
            await studio.FailureAsync(Advanced().Set("12", "control_net_name", "checkpoint.safetensors")), StringComparison.Ordinal);
    }

    private static DemoPrompt Advanced() => Applied("ControlNetApplyAdvanced");

    private static DemoPrompt Applied(string node, params (string Name, JsonNode Value)[] more) => Loaded()
        .Add("13", node, [.. Hint("2", 0, "12", "11", "3"), .. more])
        .Set("5", "positive", Link("13", 0)).Set("5", "negative", Link("13", 1));

    private static DemoPrompt Loaded() => new DemoPrompt()
        .Add("10", "LoadImage", ("image", "disc.png"))
        .Add("11", "Canny", ("image", Link("10", 0)), ("low_threshold", 0.4), ("high_threshold", 0.8))
        .Add("12", "ControlNetLoader", ("control_net_name", "edges.safetensors"));

    private static (string Name, JsonNode Value)[] Hint(string positive, int slot, string control, string image,
        string? negative = null) =>
    [
        ("positive", Link(positive, 0)), ("negative", negative is null ? Link(positive, slot) : Link(negative, 0)),
        ("control_net", Link(control, 0)), ("image", Link(image, 0)), ("strength", 1.0), ("start_percent", 0.0), ("end_percent", 1.0),
    ];
}
