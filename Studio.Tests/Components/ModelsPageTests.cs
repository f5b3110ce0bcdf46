using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Models.Downloads;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Components.Pages;
using Studio.Web.Jobs;
using Studio.Web.Models;
using Studio.Web.Models.Catalogues;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Library;
using Studio.Web.Models.Missing;
using Studio.Web.Models.Sites;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Components;

/// <summary>The Models page over the real services of a server.</summary>
public sealed class ModelsPageTests : MudContext, IClassFixture<DownloadFixture>
{
    private readonly DownloadFixture _fixture;

    public ModelsPageTests(DownloadFixture fixture)
    {
        _fixture = fixture;
        foreach (var type in new[] { typeof(ModelCatalog), typeof(ModelIndex), typeof(ModelLibrary), typeof(ModelConversion),
            typeof(DownloadQueue),
            typeof(ModelCatalogues), typeof(SiteTokens), typeof(SiteSearch), typeof(MissingModels), typeof(JobQueue), typeof(StudioOptions),
                typeof(TimeProvider) })
            Services.AddSingleton(type, fixture.Studio.Services.GetRequiredService(type));
    }

    [Fact]
    public async Task Address_GivenToTheForm_BecomesAFileOnThePage()
    {
        var model = Model(30_000, 90);
        _fixture.Elsewhere.On("/from-the-page.safetensors", asked => Reply.File(model, asked));
        Put("loras", "already-here.safetensors");
        var page = Open(Anna, "?kind=loras");
        await page.FindAll("button").Single(button => button.TextContent.Contains("Get models", StringComparison.Ordinal))
            .ClickAsync(new());

        await page.Find("#get-source").InputAsync(_fixture.Elsewhere.Address("/nothing-there.safetensors"));
        await page.Find(".get-model button.primary").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert
            .Contains("has no such file (404)", page.Find(".downloads").TextContent, StringComparison.Ordinal));
        await page.Find("#get-source").InputAsync("nonsense");
        await page.Find(".get-model button.primary").ClickAsync(new());
        Assert.Contains("is no address", page.Find("#get-source-error").TextContent, StringComparison.Ordinal);
        _fixture.Queue.Add(Anna, new(DownloadSource.Parse(_fixture.Elsewhere.Address("/from-the-page.safetensors")), "loras"));

        await page.WaitForAssertionAsync(() => Assert
            .Contains("from-the-page.safetensors", page.Find("table").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Details_KeepNotes_DeleteAndPutBack()
    {
        var name = Put("loras", $"{Guid.NewGuid():N}.safetensors");
        var page = Open(Anna, $"?kind=loras&model={name}");
        await Dialogs.WaitForAssertionAsync(() =>
            Assert.Contains(name, Dialogs.Find(".model-details").TextContent, StringComparison.Ordinal));
        await Dialogs.Find("#model-tags").ChangeAsync("red, style");
        await Dialogs.Find("#model-strength").ChangeAsync("0.7");
        await Button("Save").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.Contains(page.FindAll(".badge"), badge => badge.TextContent == "style"));
        await Button("Verify").ClickAsync(new());
        await Dialogs.WaitForAssertionAsync(() => Assert.Contains("The hash was taken.", Dialogs.Markup, StringComparison.Ordinal));

        await Button("Delete").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert
            .Contains(page.FindAll(".bin .row"), row => row.TextContent.Contains(name, StringComparison.Ordinal)));
        Assert.False(File.Exists(PathOf("loras", name)));
        await page.FindAll(".bin .row").Single(row => row.TextContent.Contains(name, StringComparison.Ordinal)).QuerySelector("button")!
            .ClickAsync(new());
        Assert.True(File.Exists(PathOf("loras", name)));

        IElement Button(string text) => Dialogs.FindAll("button").Single(button => button.TextContent.Trim() == text);
    }

    [Fact]
    public async Task Misplaced_IsNamed_AndMovedByOneButton()
    {
        var name = $"{Guid.NewGuid():N}.safetensors";
        File.Copy(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"), PathOf("loras", name));
        var page = Open(Anna, "?kind=loras");
        await page.WaitForAssertionAsync(() => Assert.Contains(page.FindAll("tr"),
            row => row.TextContent.Contains(name, StringComparison.Ordinal)
                && row.TextContent.Contains("it belongs in the folder", StringComparison.Ordinal)));
        await page.FindAll("tr").Single(row => row.TextContent.Contains(name, StringComparison.Ordinal)).QuerySelectorAll("button")
            .Single(button => button.TextContent == "Move it there").ClickAsync(new());
        Assert.True(File.Exists(PathOf("checkpoints", name)));
    }

    [Fact]
    public void Artist_SeesFilesAndNothingToChangeThem()
    {
        Put("loras", "seen.safetensors");
        var page = Open(StudioApplication.User("ben"), "?kind=loras");
        Assert.Contains("seen.safetensors", page.Find("table").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("Get", StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-model-upload]"));
    }

    private IRenderedComponent<ModelsPage> Open(CurrentUser user, string query)
    {
        _ = Dialogs;
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/studio/models{query}");
        return Render<ModelsPage>(page => page.AddCascadingValue(user.InPages()));
    }

    private string PathOf(string kind, string name) =>
        Path.Join(Directory.CreateDirectory(Path.Join(_fixture.Studio.StudioDir, "models", kind)).FullName, name);

    private string Put(string kind, string name)
    {
        File.WriteAllBytes(PathOf(kind, name), Model(1000, 91));
        return name;
    }
}
