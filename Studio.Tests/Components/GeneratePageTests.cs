using Bunit;
using Studio.Engine;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Generation;
using Studio.Web.Models;

namespace Studio.Tests.Components;

/// <summary>From what is typed to jobs in the line.</summary>
public sealed class GeneratePageTests : GenerateContext
{
    [Fact]
    public async Task Submit_FirstVisit_QueuesAJobOfTheFirstModelAtItsSize()
    {
        var page = await OpenAsync();
        await page.Find("#positive").ChangeAsync("a red house");
        await page.Find("form").SubmitAsync();
        var prompt = Settings().Single();
        Assert.Equal(("a red house", "studio-demo.safetensors"), (prompt.Positive, prompt.Model));
        Assert.Equal("128", page.Find("#width").GetAttribute("value"));
    }

    [Fact]
    public async Task Submit_RandomSeed_IsAnotherEachTimeAndIsShown()
    {
        var page = await OpenAsync();
        await page.Find("form").SubmitAsync();
        await page.Find("form").SubmitAsync();
        var seeds = Settings().Select(made => made.Seed).ToList();
        Assert.Equal(2, seeds.Distinct().Count());
        Assert.Equal(seeds[1], page.Find("#seed").GetAttribute("value"));
    }

    [Fact]
    public async Task Submit_TypedSeed_IsLockedUntilTheDiceAreThrown()
    {
        var page = await OpenAsync();
        await page.Find("#seed").ChangeAsync("42");
        await page.Find("form").SubmitAsync();
        await page.Find("form").SubmitAsync();
        Assert.Equal(["42", "42"], Settings().Select(made => made.Seed));
        Assert.Equal("true", page.Find("[aria-label='Keep this seed']").GetAttribute("aria-pressed"));
        await page.Find("[aria-label='Random each time']").ClickAsync();
        await page.Find("form").SubmitAsync();
        Assert.NotEqual("42", Settings()[2].Seed);
    }

    [Fact]
    public async Task Submit_WrongNumber_SaysSoAtTheFieldAndQueuesNothing()
    {
        var page = await OpenAsync();
        await page.Find("#steps").ChangeAsync("0");
        await page.Find("form").SubmitAsync();
        Assert.Empty(Settings());
        var field = page.Find("#steps");
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.Equal("A whole number from 1 to 10000.", page.Find("#" + field.GetAttribute("aria-describedby")).TextContent);
        await field.ChangeAsync("9");
        Assert.Null(page.Find("#steps").GetAttribute("aria-invalid"));
        await page.Find("form").SubmitAsync();
        Assert.Equal(9, Settings().Single().Steps);
    }

    [Fact]
    public async Task Width_BetweenMultiplesOfEight_IsMovedToTheNearest()
    {
        var page = await OpenAsync();
        await page.Find("#width").ChangeAsync("130");
        Assert.Equal("128", page.Find("#width").GetAttribute("value"));
        await page.Find("[aria-label='Portrait, 128 by 192']").ClickAsync();
        await page.Find("[aria-label='Swap width and height']").ClickAsync();
        Assert.Equal(("192", "128"), (page.Find("#width").GetAttribute("value"), page.Find("#height").GetAttribute("value")));
    }

    [Fact]
    public async Task Open_AfterAReload_HasWhatTheBrowserKept()
    {
        var kept = new GenerationDraft { Positive = "as it was", Steps = "31", Seed = "5", RandomSeed = false,
            Checkpoint = "studio-demo.safetensors" };
        BrowserScript.Setup<string?>("read", _ => true).SetResult(kept.ToJson());
        var page = await OpenAsync(prompt: null);
        Assert.Equal("as it was", page.Find("#positive").GetAttribute("value"));
        Assert.Equal("31", page.Find("#steps").GetAttribute("value"));
        Assert.Equal("5", page.Find("#seed").GetAttribute("value"));
        await page.Find("#negative").ChangeAsync("rain");
        var written = GenerationDraft.FromJson((string?)BrowserScript.Invocations["write"][^1].Arguments[0]);
        Assert.Equal((kept with { Negative = "rain" }).ToJson(), written!.ToJson());
    }

    [Fact]
    public async Task Submit_SeveralTimes_QueuesThemAndTellsTheNextPlace()
    {
        var page = await OpenAsync();
        await page.Find("#count").ChangeAsync("3");
        await page.Find("form").SubmitAsync();
        Assert.Equal(3, Settings().Count);
        page.WaitForAssertion(() => Assert.Contains("4th in line", page.Find("button[type=submit]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Submit_WithoutAPrompt_AsksOnceAndAgainAfterAnEdit()
    {
        var page = await OpenAsync(prompt: null);
        await page.Find("form").SubmitAsync();
        Assert.Empty(Settings());
        Assert.Contains("Press Generate again", page.Find("#positive-error").TextContent, StringComparison.Ordinal);
        await page.Find("form").SubmitAsync();
        await page.Find("form").SubmitAsync();
        Assert.Equal(2, Settings().Count);
        await page.InvokeAsync(() => page.Find("#positive").ChangeAsync(" ")); // the line's news draw the form anew at any time
        await page.Find("form").SubmitAsync();
        Assert.Equal(2, Settings().Count);
    }

    [Fact]
    public async Task Front_WithAnythingWaiting_QueuesBeforeItInOrder()
    {
        var page = await OpenAsync();
        Assert.Empty(page.FindAll("[data-front]"));
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => page.Find("[data-front]"), TimeSpan.FromSeconds(60));
        await page.Find("#positive").ChangeAsync("the urgent one");
        await page.Find("#seed").ChangeAsync("7");
        await page.Find("#count").ChangeAsync("2");
        await page.InvokeAsync(() => page.Find("[data-front]").ClickAsync());
        Assert.Equal(["the urgent one 7", "the urgent one 8", "a house"],
            Settings().Select(made => made.Positive == "a house" ? made.Positive : $"{made.Positive} {made.Seed}"));
    }

    [Fact]
    public async Task Form_AnyFieldOfIt_HasTheNameThatTheBrowserKeepsItBy()
    {
        var kept = new GenerationDraft { Checkpoint = "studio-demo.safetensors" };
        BrowserScript.Setup<string?>("read", _ => true).SetResult(kept.ToJson());
        var page = await OpenAsync();
        var names = page.FindAll("form :is(input:not([type=file], [type=range], [type=checkbox], [role=combobox]), textarea)")
            .Select(field => field.GetAttribute("name")).ToList();
        Assert.DoesNotContain(null, names);
        var texts = typeof(GenerationDraft).GetProperties().Where(property => property.CanWrite && property.PropertyType == typeof(string))
            .Select(property => property.Name);
        string[] chosen = ["Checkpoint", "Sampler", "Scheduler", "HiresUpscaler", "ControlModel", "ControlPicture"];
        string[] ofASource = ["Source", "Denoise", "Mask", "Feather", "Padding", "PadLeft", "PadTop", "PadRight", "PadBottom"];
        string[] ofAPass = ["HiresScale", "HiresSteps", "HiresDenoise"];
        string[] ofAHint = ["ControlStrength", "ControlStart", "ControlEnd", "ControlLow", "ControlHigh"];
        Assert.Equal(texts.Except([.. ofASource, .. chosen, .. ofAPass, .. ofAHint]).Order(StringComparer.Ordinal),
            names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Samplers_InTheForm_BeginWithTheRecommendedOnes()
    {
        var page = await OpenAsync();
        await page.Find("#sampler").MouseDownAsync(new());
        var shown = Lists.FindAll(".choice-head, [role=option]").Select(one => one.TextContent.Trim()).ToList();
        var second = shown.IndexOf("Others");
        Assert.Equal(["Recommended", .. GenerationChoices.UsualSamplers], shown[..second]);
        var others = shown[(second + 1)..];
        Assert.Equal(others.Order(StringComparer.Ordinal), others);
        Assert.Equal(GenerationChoices.Read(Studio.Get<IEngine>(), Studio.Get<ModelCatalog>()).Samplers.Count,
            GenerationChoices.UsualSamplers.Count + others.Count);
    }

    [Fact]
    public async Task PromptLine_OfALongPrompt_TellsItsTokensAndWhatIsNotUnderstood()
    {
        var page = await OpenAsync(prompt: string.Join(' ', Enumerable.Repeat("house", 80)) + " [cat|dog]");
        Assert.Contains("read in 2 chunks of 75", page.Find("#positive-line").TextContent, StringComparison.Ordinal);
        Assert.Contains("[cat|dog]", page.Find(".prompt-note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WithALoraThatIsNotThere_SaysSoAtThePrompt()
    {
        var page = await OpenAsync(prompt: "a house <lora:foo:0.8>");
        await page.Find("form").SubmitAsync();
        Assert.Empty(Settings());
        Assert.StartsWith("There is no LoRA foo", page.Find("#positive-error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_ByAViewer_ShowsTheQueuesRefusal()
    {
        var page = await OpenAsync(StudioApplication.User("vera", Roles.Viewer));
        await page.Find("form").SubmitAsync();
        Assert.Contains("role", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Settings());
    }
}
