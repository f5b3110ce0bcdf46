using System.Text.Json.Nodes;
using Bunit;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Generation;
using Studio.Web.Components.Masking;
using Studio.Web.Components.Pages;
using Studio.Web.Gallery;

namespace Studio.Tests.Components;

/// <summary>The mask on the Generate page.</summary>
public sealed class MaskFieldTests : GenerateContext
{
    private PictureGallery Gallery => Studio.Get<PictureGallery>();

    [Fact]
    public async Task Painted_TheNextJobChangesThatPartOnly_UntilTheMaskIsTakenAway()
    {
        var page = await OpenAsync(new()
        {
            Source = Upload("source.png", 128), Mask = Masked(white: true), OnlyMasked = true, Feather = "4",
        });
        Assert.NotEmpty(page.FindAll("img[alt='The mask: white changes']"));
        await page.Find("form").SubmitAsync();
        await page.Find("[aria-label='Change all of the picture']").ClickAsync();
        Assert.Empty(page.FindAll("#feather"));
        await page.Find("form").SubmitAsync();

        var (painted, whole) = (Prompts()[0], Prompts()[1]);
        Assert.Equal(1, Count(painted, "InpaintModelConditioning"));
        Assert.Equal(2, Count(painted, "ImageCrop"));
        Assert.Equal(4, (int)painted.Single(node => (string?)node.Value!["class_type"] == "ImageBlur").Value!["inputs"]!["blur_radius"]!);
        Assert.Equal(0, Count(whole, "InpaintModelConditioning"));
        Assert.Equal(1, Count(whole, "VAEEncode"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)] // deleted since
    public async Task MaskOfNothing_IsSaidAtItsField(bool? white)
    {
        var mask = white is null ? "masks/gone.png [input]" : Masked(white.Value);
        var page = await OpenAsync(new() { Source = Upload("source.png", 128), Mask = mask });
        await page.Find("form").SubmitAsync();
        Assert.Empty(Prompts());
        Assert.Contains("Paint what to change", page.Find(".mask-field [role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherSource_HasNoMaskOfTheFormer()
    {
        var page = await OpenAsync(new() { Source = Upload("source.png", 128), Mask = Masked(white: true) });
        await page.Find("[aria-label='Start without a picture']").ClickAsync();
        Assert.Empty(page.FindAll(".mask-field"));
        var written = GenerationDraft.FromJson((string?)BrowserScript.Invocations["write"][^1].Arguments[0])!;
        Assert.Equal((null, null), (written.Source, written.Mask));
    }

    [Fact]
    public void Keep_WhatIsNoPicture_IsRefused() =>
        Assert.ThrowsAny<Exception>(() => MaskFiles.Keep(Gallery, CurrentUser.Local, new("a.png", "", ImageFolder.Output), [1, 2, 3]));

    [Fact]
    public void Keep_TwoMasksOfOnePicture_AreTwoFiles()
    {
        var painted = new StoredImage("a.png", "", ImageFolder.Output);
        var one = MaskFiles.Keep(Gallery, CurrentUser.Local, painted, Png(8, 255));
        var two = MaskFiles.Keep(Gallery, CurrentUser.Local, painted, Png(8, 0));
        Assert.NotEqual(one, two);
        Assert.StartsWith("masks/a-mask", one, StringComparison.Ordinal);
    }

    private string Masked(bool white) =>
        MaskFiles.Keep(Gallery, CurrentUser.Local, new("source.png", "", ImageFolder.Input), Png(64, (byte)(white ? 255 : 0)));

    private string Upload(string name, int side) =>
        Gallery.Upload(CurrentUser.Local, ImageFolder.Input, "", name, Png(side, 100), overwrite: false)!.FileName;

    private static byte[] Png(int side, byte grey)
    {
        var pixels = new byte[side * side * 3];
        Array.Fill(pixels, grey);
        return ImageCodec.EncodePng(new(pixels, 1, side, side, 3)).Bytes;
    }

    private static int Count(JsonObject prompt, string type) => prompt.Count(node => (string?)node.Value!["class_type"] == type);

    private List<JsonObject> Prompts() =>
        [.. Queue.List(CurrentUser.Local).Waiting.Select(job => JsonNode.Parse(job.Prompt)!.AsObject())];

    private async Task<IRenderedComponent<Generate>> OpenAsync(GenerationDraft draft)
    {
        BrowserScript.Setup<string?>("read", _ => true).SetResult((draft with { Positive = "a house" }).ToJson());
        return await OpenAsync(prompt: null);
    }
}
