using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes;

/// <summary>Nodes whose inputs depend on the prompt: dotted names on the wire, as ComfyUI's clients send them.</summary>
public sealed class DynamicInputNodeTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const string Pictures = """
        "1": {"class_type": "EmptyImage", "inputs": {"width": 30, "height": 20, "batch_size": 2, "color": 16711680}},
        "2": {"class_type": "EmptyImage", "inputs": {"width": 12, "height": 12, "batch_size": 1, "color": 255}},
        "3": {"class_type": "SolidMask", "inputs": {"value": 0.5, "width": 30, "height": 20}},
        "4": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64, "batch_size": 1}}
        """;

    [Theory]
    [InlineData("""scale dimensions", "resize_type.width": 15, "resize_type.height": 0, "resize_type.crop": "disabled""", 15, 10)]
    [InlineData("""scale dimensions", "resize_type.width": 7, "resize_type.height": 9, "resize_type.crop": "center""", 7, 9)]
    [InlineData("""scale by multiplier", "resize_type.multiplier": 1.5, "x": "1""", 45, 30)]
    [InlineData("""scale longer dimension", "resize_type.longer_size": 15, "x": "1""", 15, 10)]
    [InlineData("""scale shorter dimension", "resize_type.shorter_size": 10, "x": "1""", 15, 10)]
    [InlineData("""scale width", "resize_type.width": 60, "resize_type.height": "left over""", 60, 40)]
    [InlineData("""scale height", "resize_type.height": 5, "x": "1""", 8, 5)]
    [InlineData("""scale total pixels", "resize_type.megapixels": 0.01, "x": "1""", 125, 84)]
    [InlineData("""match size", "resize_type.match": ["2", 0], "resize_type.crop": "center""", 12, 12)]
    [InlineData("""scale to multiple", "resize_type.multiple": 8, "x": "1""", 24, 16)]
    [InlineData("""scale to multiple", "resize_type.multiple": 64, "x": "1""", 30, 20)]
    public async Task ResizeImageMask_EachWay_GivesItsSize(string resizing, int width, int height)
    {
        foreach (var method in ImageResize.Methods)
        {
            var picture = await ResizedAsync("1", resizing, method);
            Assert.Equal((2, width, height), (picture.Frames, picture.Width, picture.Height));
            Assert.InRange(picture.Pixels[0], 254, 255);
            Assert.Equal([0, 0], picture.Pixels[1..3]);
        }
    }

    [Theory]
    [InlineData("area")]
    [InlineData("lanczos")]
    public async Task ResizeImageMask_Masks_StayMasks(string method)
    {
        var prompt = Prompt("ResizeImageMaskNode",
            $"\"input\": [\"3\", 0], \"resize_type\": \"scale width\", \"resize_type.width\": 6, \"scale_method\": \"{method}\"", "6")
            .Replace("\"9\":", "\"6\": {\"class_type\": \"MaskToImage\", \"inputs\": {\"mask\": [\"5\", 0]}}, \"9\":",
                StringComparison.Ordinal);

        var picture = Assert.Single(fixture.Pictures(await fixture.RunAsync(prompt), "9")).Pixels;

        Assert.Equal((6, 4), (picture.Width, picture.Height));
        Assert.All(picture.Pixels, value => Assert.Equal(127, value));
    }

    [Theory]
    [InlineData("""match size", "resize_type.crop": "center""", "required_input_missing", "resize_type.match")]
    [InlineData("""scale width", "resize_type.width": 99999, "x": "1""", "value_bigger_than_max", "resize_type.width")]
    [InlineData("""scale sideways", "x": "1""", "value_not_in_list", "resize_type: 'scale sideways' not in")]
    [InlineData("""match size", "resize_type.match": ["4", 0], "resize_type.crop": "center""", "return_type_mismatch",
        "received_type(LATENT) mismatch input_type(IMAGE,MASK)")]
    public async Task ResizeImageMask_BadInputs_AreRefused(string resizing, string type, string details)
    {
        var error = await ErrorAsync(Resizing("1", resizing, "area"), "5");

        Assert.Equal(type, error.Type);
        Assert.Contains(details, error.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResizeImageMask_WithoutTheInputOfItsWay_TakesTheDefault()
    {
        var prompt = Prompt("ResizeImageMaskNode", """
            "input": ["3", 0], "resize_type": "scale width", "scale_method": "area"
            """, "6").Replace("\"9\":", "\"6\": {\"class_type\": \"MaskToImage\", \"inputs\": {\"mask\": [\"5\", 0]}}, \"9\":",
                StringComparison.Ordinal);

        Assert.Equal(512, Assert.Single(fixture.Pictures(await fixture.RunAsync(prompt), "9")).Pixels.Width);
    }

    [Fact]
    public async Task ResizeImageMask_WhatItGives_HasTheTypeOfWhatItTook()
    {
        var mask = Prompt("ResizeImageMaskNode", """
            "input": ["3", 0], "resize_type": "scale width", "resize_type.width": 6, "scale_method": "area"
            """);

        Assert.Contains("received_type(MASK) mismatch input_type(IMAGE)", (await ErrorAsync(mask, "9")).Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BatchImages_Row_StandsInItsOrder()
    {
        var prompt = Prompt("BatchImagesNode", """
            "images.image1": ["2", 0], "images.image0": ["1", 0]
            """);

        var pictures = fixture.Pictures(await fixture.RunAsync(prompt), "9");

        Assert.All(pictures, picture => Assert.Equal((30, 20), (picture.Pixels.Width, picture.Pixels.Height)));
        Assert.Equal([255, 255, 0], pictures.Select(picture => (int)picture.Pixels.Pixels[0]));
    }

    [Fact]
    public async Task BatchImages_NoPicture_IsRefused()
    {
        var error = await ErrorAsync(Prompt("BatchImagesNode", """
            "images.image1": ["2", 0]
            """), "5");

        Assert.Equal(("required_input_missing", "images.image0"), (error.Type, error.Details));
    }

    [Theory]
    [InlineData(true, "1", 2)]
    [InlineData(false, "2", 1)]
    public async Task ComfySwitch_OneSide_IsAllThatRuns(bool value, string side, int count)
    {
        var events = new Recorder();
        var prompt = Switching(value, "2", "1");

        var result = await fixture.RunAsync(prompt.Replace("\"width\": 30", $"\"width\": {(value ? 31 : 32)}")
            .Replace("\"width\": 12, \"height\": 12", $"\"width\": 12, \"height\": {(value ? 11 : 13)}"), events);

        Assert.Equal(count, fixture.Pictures(result, "9").Count);
        Assert.Equal(["5", side, "5", "9"], events.All.OfType<ExecutionEvent.Executing>().Select(run => run.Node.Id));
    }

    [Fact]
    public async Task ComfySwitch_SidesOfOtherKinds_AreRefusedWhereNoneFits()
    {
        Assert.Contains("received_type(MASK,LATENT)", (await ErrorAsync(Switching(true, "3", "4"), "9")).Details, StringComparison.Ordinal);
        Assert.True((await fixture.Engine.ValidateAsync(PromptParser.Parse(Switching(true, "3", "1")).Prompt!)).CanRun);
    }

    [Fact]
    public void Describe_MatchTypes_AreTold()
    {
        var info = ObjectInfo.Describe(fixture.Engine.Nodes.Find("ResizeImageMaskNode")!);

        Assert.Equal("COMFY_MATCHTYPE_V3", (string?)info["output"]![0]);
        Assert.Equal("input_type", (string?)info["output_matchtypes"]![0]);
    }

    private static string Resizing(string source, string resizing, string method) => Prompt(
        "ResizeImageMaskNode", $"\"input\": [\"{source}\", 0], \"resize_type\": \"{resizing}\", \"scale_method\": \"{method}\"");

    private static string Switching(bool value, string onFalse, string onTrue) => Prompt(
        "ComfySwitchNode", $"\"switch\": {(value ? "true" : "false")}, \"on_false\": [\"{onFalse}\", 0], \"on_true\": [\"{onTrue}\", 0]");

    /// <summary>The pictures, a node called 5, and a preview of what it gives.</summary>
    private static string Prompt(string classType, string inputs, string shown = "5") => $$"""
        { {{Pictures}},
        "5": {"class_type": "{{classType}}", "inputs": { {{inputs}} } },
        "9": {"class_type": "PreviewImage", "inputs": {"images": ["{{shown}}", 0] } } }
        """;

    private async Task<RgbImage> ResizedAsync(string source, string resizing, string method)
    {
        var pictures = fixture.Pictures(await fixture.RunAsync(Resizing(source, resizing, method)), "9");
        return new RgbImage([.. pictures.SelectMany(picture => picture.Pixels.Pixels)], pictures.Count, pictures[0].Pixels.Height,
            pictures[0].Pixels.Width, 3);
    }

    private async Task<ErrorText> ErrorAsync(string prompt, string node)
    {
        var result = await fixture.Engine.ValidateAsync(PromptParser.Parse(prompt).Prompt!);
        Assert.False(result.CanRun);
        return Assert.Single(result.NodeErrors[node].Errors).Text();
    }
}
