using System.Diagnostics;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Models.Downloads;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Components.Pages;
using Studio.Web.Jobs;
using Studio.Web.Models;
using Studio.Web.Models.Catalogues;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Library;
using Studio.Web.Models.Missing;
using Studio.Web.Models.Sites;
using Xunit.Abstractions;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Components;

/// <summary>The Models page over twenty thousand files; what it took is written to the test's output.</summary>
public sealed class LargeLibraryTests : MudContext, IClassFixture<DownloadFixture>
{
    private const int Files = 20_000;

    private readonly DownloadFixture _fixture;
    private readonly ITestOutputHelper _output;

    public LargeLibraryTests(DownloadFixture fixture, ITestOutputHelper output)
    {
        (_fixture, _output) = (fixture, output);
        foreach (var type in new[] { typeof(ModelCatalog), typeof(ModelIndex), typeof(ModelLibrary), typeof(ModelConversion),
            typeof(DownloadQueue), typeof(ModelCatalogues), typeof(SiteTokens), typeof(SiteSearch), typeof(MissingModels), typeof(JobQueue),
            typeof(StudioOptions), typeof(TimeProvider) })
            Services.AddSingleton(type, fixture.Studio.Services.GetRequiredService(type));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Page_OfTwentyThousandFiles_ShowsAFewRowsAtATime()
    {
        var folder = Directory.CreateDirectory(Path.Join(_fixture.Studio.StudioDir, "models", "loras", "many")).FullName;
        var model = Model(100, 1);
        for (var number = 0; number < Files; number++)
            await File.WriteAllBytesAsync(Path.Join(folder, $"file-{number:00000}.safetensors"), model);
        var clock = Stopwatch.StartNew();
        var items = _fixture.Studio.Get<ModelIndex>().Read();
        Tell("listing the files", clock);
        _ = Dialogs;
        Services.GetRequiredService<NavigationManager>().NavigateTo("/studio/models?kind=loras");
        var page = Render<ModelsPage>(parameters => parameters.AddCascadingValue(Anna.InPages()));
        Tell("opening the page, headers not read yet", clock);
        await _fixture.Studio.Get<ModelIndex>().WarmAsync(items);
        Tell("reading all headers, in the background", clock);
        await page.Find("input[type=search]").InputAsync("file-01999");
        Tell("searching", clock);

        Assert.InRange(items.Count, Files, Files + 10);
        Assert.Single(page.FindAll(".model-name"));
        await page.Find("input[type=search]").InputAsync("");
        Tell("all again", clock);
        Assert.InRange(page.FindAll(".model-name").Count, 1, 25);
    }

    private void Tell(string what, Stopwatch clock)
    {
        _output.WriteLine($"{what}: {clock.ElapsedMilliseconds} ms");
        clock.Restart();
    }
}
