using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Studio.Engine.Imaging;
using Studio.Tests.Imaging;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Importing;
using Studio.Web.Gallery;

namespace Studio.Tests.Components;

/// <summary>What becomes of files that are dropped on a page.</summary>
public sealed class DropTargetTests : GenerateContext
{
    private static readonly byte[] Plain = ImageCodec.EncodePng(SamplePictures.Ramp(32, 16)).Bytes;

    private static readonly byte[] Described = ImageCodec.EncodePng(SamplePictures.Ramp(32, 16), text: new Dictionary<string, string>
    {
        ["parameters"] = "a red fox\nSteps: 7, Sampler: Euler a, CFG scale: 4, Seed: 99, Size: 192x128, Model: studio-demo",
    }).Bytes;

    private PictureGallery Gallery => Studio.Get<PictureGallery>();

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private IEnumerable<string> Notes => Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(note => note.Message ?? "");

    [Fact]
    public async Task Picture_ThatSaysHowItWasMade_FillsTheFormAndIsNotKept()
    {
        var target = Open();
        await DropAsync(target, ("fox.png", Described));
        Assert.Contains("Settings by A1111", Shown().Markup, StringComparison.Ordinal);
        await PressAsync("Use settings");
        Assert.EndsWith(PendingImport.Address, Navigation.Uri, StringComparison.Ordinal);
        Assert.Empty(Gallery.InputNames(CurrentUser.Local));

        var opened = Render<CascadingValue<CurrentUser>>(parameters => parameters.Add(cascade => cascade.Value, CurrentUser.Local)
            .AddChildContent<Studio.Web.Components.Pages.Generate>());
        opened.WaitForAssertion(() => Assert.Equal("a red fox", opened.Find("#positive").GetAttribute("value")));
        await opened.Find("form").SubmitAsync();
        var made = Settings().Single();
        Assert.Equal(("a red fox", "studio-demo.safetensors", 7, 4.0, "99", "euler_ancestral", 192, 128),
            (made.Positive, made.Model, made.Steps, made.Cfg, made.Seed, made.Sampler, made.Width, made.Height));
    }

    [Fact]
    public async Task Picture_AsSource_IsKeptAndNamedInTheAddress()
    {
        var target = Open();
        await DropAsync(target, ("fox.png", Described));
        await PressAsync("Use as source");
        Assert.EndsWith("/?source=" + Uri.EscapeDataString("fox.png [input]"), Navigation.Uri, StringComparison.Ordinal);
        var kept = Gallery.Find(CurrentUser.Local, new("fox.png", "", ImageFolder.Input))!;
        Assert.Equal(("a red fox", "99"), (kept.Settings!.Positive, kept.Settings.Seed));
    }

    [Fact]
    public async Task Picture_OnlyAdded_StaysOnThePage()
    {
        var (target, before) = (Open(), Navigation.Uri);
        await DropAsync(target, ("fox.png", Described));
        await PressAsync("Only add");
        Assert.Equal((before, "fox.png"), (Navigation.Uri, Assert.Single(Gallery.InputNames(CurrentUser.Local))));
        Assert.Contains("fox.png was added to your input pictures.", Notes);
    }

    [Fact]
    public async Task Picture_ThatSaysNothing_IsTheSourceAtOnce()
    {
        await DropAsync(Open(), ("plain.png", Plain));
        Assert.EndsWith("/?source=" + Uri.EscapeDataString("plain.png [input]"), Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_AreKeptAndTheBadOneIsNamed()
    {
        await DropAsync(Open(), ("a.png", Plain), ("b.png", Described), ("notes.txt", "no picture"u8.ToArray()));
        Assert.Equal(["a.png", "b.png"], Gallery.InputNames(CurrentUser.Local).Order());
        Assert.Contains(Notes, note => note.StartsWith("notes.txt is not a picture", StringComparison.Ordinal));
        Assert.Contains("2 pictures added to your input pictures.", Notes);
    }

    [Theory]
    [InlineData("damaged.png")]
    [InlineData("words.txt")]
    public async Task File_ThatIsNone_IsSaid(string name)
    {
        await DropAsync(Open(), (name, name == "words.txt" ? "hello"u8.ToArray() : Plain[..40]));
        Assert.Contains(Notes, note => note.StartsWith(name, StringComparison.Ordinal));
        Assert.Empty(Gallery.InputNames(CurrentUser.Local));
    }

    [Fact]
    public async Task Workflow_ThatTheFormKnows_IsOfferedWithoutKeepingAFile()
    {
        var prompt = new Studio.Web.Components.Generation.TextToImage
        {
            Checkpoint = "studio-demo.safetensors", Positive = "from a file", Width = 128, Height = 128, Steps = 3, Cfg = 1,
                Sampler = "euler",
            Scheduler = "normal", Seed = 4,
        }.ToPrompt().ToJsonString();
        await DropAsync(Open(), ("flow.json", System.Text.Encoding.UTF8.GetBytes(prompt)));
        Assert.Contains("from a file", Shown().Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Only add", Dialogs.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<DropTarget> Open() => Render<CascadingValue<CurrentUser>>(
        parameters => parameters.Add(cascade => cascade.Value, CurrentUser.Local).AddChildContent<DropTarget>()).FindComponent<DropTarget>(
            );

    private IRenderedComponent<MudDialogProvider> Shown()
    {
        Dialogs.WaitForElement(".import");
        return Dialogs;
    }

    private static Task DropAsync(IRenderedComponent<DropTarget> target, params (string Name, byte[] Bytes)[] files)
    {
        target.FindComponent<InputFile>().UploadFiles([.. files.Select(file => InputFileContent.CreateFromBinary(file.Bytes, file.Name))]);
        target.WaitForAssertion(() => Assert.False(target.Find("input[type=file]").HasAttribute("disabled")));
        return Task.CompletedTask;
    }

    private Task PressAsync(string button) => Dialogs.InvokeAsync(
        () => Shown().FindAll("button").Single(found => found.TextContent.Trim() == button).ClickAsync(new()));
}
