using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Components.Administration;
using Studio.Web.SettingsFile;

namespace Studio.Tests.Components;

public sealed class OptionsPageTests : SignedInContext
{
    public OptionsPageTests(SharedStudio shared)
        : base(shared) => Services.AddSingleton(Studio.Get<SettingsEditor>());

    [Fact]
    public async Task Option_ThatIsWrong_IsSaidAtItsFieldAndOneThatIsRightIsKept()
    {
        var page = await OpenAsync<OptionsPage>(CurrentUser.Administrator);
        page.Find("#option-PreviewSize").Change("99999");
        Assert.Contains("1 change not saved", page.Find(".options-foot").TextContent, StringComparison.Ordinal);
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Has("16 to 4096", "#option-PreviewSize-error"));

        page.Find("#option-PreviewSize").Change("256");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Has("Saved.", ".notice.warn"));
        var kept = await File.ReadAllTextAsync(Studio.Get<StudioOptions>().Paths.Settings);
        Assert.Contains("\"PreviewSize\": 256", kept, StringComparison.Ordinal);

        page.Find("[aria-label='Default for PreviewSize']").Click();
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[aria-label='Default for PreviewSize']")));

        void Has(string words, string at) => Assert.Contains(words, page.Find(at).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explanation_OfSeveralOptions_IsSaidOnce()
    {
        var page = await OpenAsync<OptionsPage>(CurrentUser.Administrator);
        var help = OptionList.All.Single(option => option.Key == "PreviewSize").Help;
        var words = Assert.Single(page.FindAll(".options-list p"), text => text.TextContent == help);
        foreach (var option in new[] { "#option-PreviewSize", "#option-Port" })
            Assert.NotNull(page.Find($"#{page.Find(option).GetAttribute("aria-describedby")}"));
        Assert.Equal(words.Id, page.Find("#option-PreviewSize").GetAttribute("aria-describedby"));
        var all = page.FindAll(".options-list p").Select(text => text.TextContent).ToList();
        Assert.Equal(all.Distinct(), all);
    }

    [Fact]
    public async Task Value_ThatAFlagHasSet_SaysSoAndWaitsForNothing()
    {
        var options = Studio.Get<StudioOptions>();
        (options.SetOverFile, var port) = (new Dictionary<string, string> { ["Port"] = "a flag" }, options.Port);
        try
        {
            options.Port = 8190;
            var page = await OpenAsync<OptionsPage>(CurrentUser.Administrator);
            var row = page.FindAll(".option").Single(option => option.QuerySelector("#option-Port") is not null);
            Assert.Equal("Set by a flag at start", row.QuerySelector(".badge")!.TextContent);
            Assert.Contains("runs with 8190", row.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("Waits for a restart", row.TextContent, StringComparison.Ordinal);
        }
        finally
        {
            (options.SetOverFile, options.Port) = (new Dictionary<string, string>(), port);
        }
    }

    [Fact]
    public async Task Options_OfTheMachine_AreShownAndNotChangedAndWordsFindWhatTheyExplain()
    {
        var page = await OpenAsync<OptionsPage>(CurrentUser.Administrator);
        Assert.Equal("OUTPUT", page.Find("#option-OnnxRuntime-Library").TagName);
        Assert.True(page.FindAll(".option").Count > 60);
        page.Find("[type=search]").Input("preview pixels");
        Assert.Equal(["PreviewMethod", "PreviewSize"], page.FindAll(".option-name").Select(name => name.TextContent));
    }
}
