using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Components.Diagnosis;
using Studio.Web.Diagnosis;

namespace Studio.Tests.Components;

public sealed class DoctorPageTests : SignedInContext
{
    public DoctorPageTests(SharedStudio shared)
        : base(shared) => Services.AddSingleton(Studio.Get<Checkup>());

    [Fact]
    public async Task Page_OfAServer_ShowsFindingsAndAdviceAndLooksAgain()
    {
        var settings = Studio.Get<StudioOptions>().Paths.Settings;
        await File.WriteAllTextAsync(settings, """{ "PreviewSize": 1 }""");
        var page = await OpenAsync<DoctorPage>(CurrentUser.Administrator);
        page.WaitForAssertion(() => Assert.Contains("1 thing is wrong", page.Find(".notice.bad").TextContent, StringComparison.Ordinal));
        var wrong = page.FindAll(".findings > li").Single(row => row.QuerySelector(".badge.bad") is not null);
        Assert.Contains("PreviewSize", wrong.TextContent, StringComparison.Ordinal);
        Assert.Contains("Mend it where it was set", wrong.QuerySelector("ol")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.FindAll(".findings > li.part strong"), check => check.TextContent == "cpu");

        File.Delete(settings);
        await page.Find("button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("All is well: jobs can run.", page.Find(".notice.ok").TextContent));
    }
}
