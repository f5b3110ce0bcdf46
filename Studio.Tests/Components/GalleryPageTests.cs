using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Studio.Engine.Imaging;
using Studio.Tests.Imaging;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Pages;
using Studio.Web.Components.Pictures;
using Studio.Web.Gallery;

namespace Studio.Tests.Components;

/// <summary>The gallery over the real services of a server.</summary>
public sealed class GalleryPageTests : GenerateContext
{
    private PictureShelf Shelf => Studio.Get<PictureShelf>();

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task Tiles_PickedWithShift_AreEverythingBetween()
    {
        Keep(5);
        var page = Open();
        Assert.Equal(5, Tiles(page).Count);
        await Picks(page)[1].ClickAsync();
        await Picks(page)[3].ClickAsync(new() { ShiftKey = true });
        Assert.Equal("3 selected", page.Find(".selection strong").TextContent);
        await Tiles(page)[0].ClickAsync(); // with something picked, a picture is picked and not opened
        Assert.Equal("4 selected", page.Find(".selection strong").TextContent);
        Assert.DoesNotContain("picture=", Navigation.Uri, StringComparison.Ordinal);
        await page.Find("[aria-label='Select nothing']").ClickAsync();
        Assert.Empty(page.FindAll(".selection"));
    }

    [Fact]
    public async Task Deleted_TheyAreInTheBinAndUndoBringsThemBack()
    {
        Keep(3);
        var notes = Render<MudSnackbarProvider>();
        var page = Open();
        await Picks(page)[0].ClickAsync();
        await Press(page, "All 3").ClickAsync();
        await Press(page, "Delete").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("No pictures yet", page.Markup, StringComparison.Ordinal));
        var note = Assert.Single(Services.GetRequiredService<ISnackbar>().ShownSnackbars);
        Assert.Equal("3 pictures moved to the bin.", note.Message);
        Assert.Equal(3, Shelf.Ids(CurrentUser.Local, new() { Filter = new() { InBin = true } }).Count);
        await notes.Find(".mud-snackbar-action-button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(3, Tiles(page).Count));
    }

    [Fact]
    public async Task StarsRatingsAndTags_AreKeptAndFilteredByTheAddress()
    {
        Keep(3);
        var page = Open();
        await page.FindAll("[aria-label=Star]")[1].ClickAsync();
        await Picks(page)[2].ClickAsync();
        await page.Find("[aria-label='Tag for the selected pictures']").InputAsync("sea");
        await page.Find(".selection-tag").SubmitAsync();
        var ids = Shelf.Ids(CurrentUser.Local, new());
        Assert.Equal([ids[1]], Shelf.Ids(CurrentUser.Local, new() { Filter = new() { Starred = true } }));
        Assert.Equal([ids[2]], Shelf.Ids(CurrentUser.Local, new() { Filter = new() { Tag = "sea" } }));

        Navigation.NavigateTo("/studio/gallery?star=1");
        var starred = Open();
        Assert.Single(Tiles(starred));
        Navigation.NavigateTo("/studio/gallery?tag=sea&rating=5");
        var none = Open();
        Assert.Contains("Nothing matches", none.Markup, StringComparison.Ordinal);
        Assert.Equal(["5 of 5 or more", "Tag sea"], none.FindAll(".chip > span").Select(chip =>
            chip.TextContent).Order(StringComparer.Ordinal));
        await none.Find("[aria-label='Without Tag sea']").ClickAsync();
        Assert.EndsWith("/studio/gallery?rating=5", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_AreCompared_ByWhatDiffers()
    {
        Keep(2);
        var page = Open();
        await Picks(page)[0].ClickAsync();
        Assert.DoesNotContain("Compare", page.Find(".selection").TextContent, StringComparison.Ordinal);
        await Picks(page)[1].ClickAsync();
        await Press(page, "Compare").ClickAsync();
        Assert.Equal(["Prompt number 1 number 0", "Seed 1 0"],
            Dialogs.FindAll(".compare-facts tbody tr").Select(row => string.Join(' ', row.Children.Select(cell => cell.TextContent))));
    }

    [Fact]
    public async Task Viewer_AtOneToOne_ShowsEachPixelAsItIs()
    {
        Keep(1);
        Navigation.NavigateTo("/studio/gallery?picture=0.png%20%5Boutput%5D");
        Open();
        Dialogs.WaitForElement(".viewer-actual");
        Assert.Equal("false", Dialogs.Find(".viewer-actual").GetAttribute("aria-pressed"));
        await Dialogs.Find(".viewer-actual").ClickAsync(new());
        Assert.NotEmpty(Dialogs.FindAll(".viewer-stage.is-actual"));
    }

    [Fact]
    public async Task Zip_OfThePicked_IsFetchedFromItsAddress()
    {
        Keep(2);
        var page = Open();
        await Picks(page)[0].ClickAsync();
        await Press(page, "ZIP").ClickAsync();
        using var http = Studio.CreateAnonymousClient();
        var file = await http.GetAsync(new Uri(Navigation.Uri).AbsolutePath);
        Assert.Equal("application/zip", file.Content.Headers.ContentType!.MediaType);
        using var archive = new System.IO.Compression.ZipArchive(await file.Content.ReadAsStreamAsync());
        Assert.Equal("1.png", Assert.Single(archive.Entries).FullName);
    }

    [Theory]
    [InlineData("rating", "9")]
    [InlineData("size", "axb")]
    [InlineData("from", "yesterday")]
    [InlineData("to", "9999-12-31")]
    public void Address_OfNonsense_FiltersNothing(string name, string value) =>
        Assert.Equal(new PictureFilter(), GalleryAddress.Read(part => part == name ? value : null, TimeZoneInfo.Utc));

    private IRenderedComponent<GalleryPage> Open() => Render<CascadingValue<CurrentUser>>(
        parameters => parameters.Add(cascade => cascade.Value, CurrentUser.Local).AddChildContent<GalleryPage>(
            )).FindComponent<GalleryPage>();

    private static IReadOnlyList<AngleSharp.Dom.IElement> Tiles(IRenderedComponent<GalleryPage> page) => page.FindAll(".tile > .picture");

    private static IReadOnlyList<AngleSharp.Dom.IElement> Picks(IRenderedComponent<GalleryPage> page) => page.FindAll(".tile-pick");

    private static AngleSharp.Dom.IElement Press(IRenderedComponent<GalleryPage> page, string button) =>
        page.FindAll(".selection button").Single(found => found.TextContent.Trim() == button);

    private void Keep(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var text = new Dictionary<string, string> { ["parameters"] = $"number {i}\nSteps: 5, Sampler: Euler, Seed: {i}, Size: 16x16" };
            Studio.Get<PictureGallery>().Upload(CurrentUser.Local, ImageFolder.Output, "", $"{i}.png",
                ImageCodec.EncodePng(SamplePictures.Ramp(16, 16), text: text).Bytes, overwrite: false);
        }
    }
}
