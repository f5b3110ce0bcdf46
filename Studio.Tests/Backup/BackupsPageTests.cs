using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Backup;
using Studio.Web.Components.Backups;

namespace Studio.Tests.Backup;

public sealed class BackupsPageTests : SignedInContext
{
    public BackupsPageTests(SharedStudio shared)
        : base(shared)
    {
        Services.AddSingleton(Studio.Get<Web.Backup.Backups>());
        _ = Dialogs; // there before a page asks
    }

    [Fact]
    public async Task Page_MakesListsAndDeletes()
    {
        var folder = Path.Join(Studio.StudioDir, "backups");
        var page = await OpenAsync<BackupsPage>(CurrentUser.Administrator);
        Assert.Contains("keys and password hashes in the clear", page.Markup, StringComparison.Ordinal);
        await page.FindAll("button").Single(button => button.TextContent == "Make a backup").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".backup-name")), TimeSpan.FromSeconds(30));

        var name = page.Find(".backup-name").TextContent;
        Assert.True(File.Exists(Path.Join(folder, name)));
        Assert.Equal($"/api/admin/backups/{name}", page.Find("a[download]").GetAttribute("href"));
        Assert.Contains($"./studio restore {folder}/{name} --preview", page.Markup, StringComparison.Ordinal);

        await page.Find($"button[aria-label='Delete {name}']").ClickAsync(new());
        await Dialogs.Find(".dialog-buttons .danger").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".backup-name")), TimeSpan.FromSeconds(30));
        Assert.False(File.Exists(Path.Join(folder, name)));
    }

    [Fact]
    public async Task Page_OfARestoredServer_AsksWhetherItIsHome()
    {
        var away = Studio.Get<StudioOptions>().Paths.Away;
        await File.WriteAllBytesAsync(away, new AwayMark(DateTimeOffset.UnixEpoch, new("id", "old-pod", "/workspace/studio")).ToBytes());
        var page = await OpenAsync<BackupsPage>(CurrentUser.Administrator);
        Assert.Contains("old-pod:/workspace/studio", page.Find(".notice.warn").TextContent, StringComparison.Ordinal);
        await page.FindAll("button").Single(button => button.TextContent == "This is its new home").ClickAsync(new());
        Assert.True(File.Exists(away)); // asked first
        await Dialogs.Find(".dialog-buttons .danger").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".notice.warn")), TimeSpan.FromSeconds(30));
        Assert.False(File.Exists(away));
    }
}
