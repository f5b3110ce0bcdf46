using System.Globalization;
using Bunit;
using Studio.Tests.Support;
using Studio.Web.Components.Generation;

namespace Studio.Tests.Components;

/// <summary>Choosing among thousands of models.</summary>
public sealed class ModelFieldTests : MudContext
{
    private readonly List<string> _chosen = [];

    [Fact]
    public async Task Opened_WithThousands_ShowsAHundredAroundTheChosenOneAndSaysSo()
    {
        var field = Open("model-2500.safetensors");
        await field.Find("input").MouseDownAsync(new());
        var options = Lists.FindAll("[role=option]").Select(option => option.TextContent.Trim()).ToList();
        Assert.Equal(100, options.Count);
        Assert.Contains("model-2500.safetensors", options);
        Assert.Contains("There are more.", Lists.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typed_AnyWordsOfAName_FindIt()
    {
        var field = Open("model-0001.safetensors");
        await field.Find("input").InputAsync("safetensors 0042");
        Lists.WaitForAssertion(() => Assert.Equal("model-0042.safetensors", Lists.Find("[role=option]").TextContent.Trim()));
        await Lists.Find("[role=option]").ClickAsync(new());
        Assert.Equal(["model-0042.safetensors"], _chosen);
        await field.Find("input").InputAsync("nothing like it");
        Lists.WaitForAssertion(() => Assert.Contains("No model has that in its name.", Lists.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chosen_WhereItOnlyTells_LeavesTheFieldEmptyForTheNext()
    {
        var field = Open("", onlyTells: true);
        foreach (var name in new[] { "model-0042.safetensors", "model-0043.safetensors" })
        {
            await field.Find("input").InputAsync(name);
            Lists.WaitForAssertion(() => Assert.Equal(name, Lists.Find("[role=option]").TextContent.Trim()));
            await Lists.Find("[role=option]").ClickAsync(new());
            Assert.Equal("", field.Find("input").GetAttribute("value") ?? "");
        }

        Assert.Equal(["model-0042.safetensors", "model-0043.safetensors"], _chosen);
    }

    [Fact]
    public async Task Unusable_IsShownWithItsReasonAndNotTaken()
    {
        var field = Open("gone.safetensors");
        Assert.Equal("gone.safetensors (not there)", field.Find("input").GetAttribute("value"));
        await field.Find("input").InputAsync("broken");
        Lists.WaitForAssertion(() => Assert.Equal("broken.ckpt: cannot be read", Lists.Find("[role=option]").TextContent.Trim()));
        await field.Find("input").KeyUpAsync(Key.Enter);
        Assert.Empty(_chosen);
    }

    private IRenderedComponent<ModelField> Open(string value, bool onlyTells = false)
    {
        _ = Dialogs;
        var many = Enumerable.Range(0, 3000).Select(i => string.Create(CultureInfo.InvariantCulture, $"model-{i:0000}.safetensors"));
        string[] names = [.. many, "broken.ckpt"];
        return Render<ModelField>(field => field.Add(one => one.Value, value).Add(one => one.Names, () => names)
            .Add(one => one.ProblemOf, name => name == "broken.ckpt" ? "cannot be read" : null).Add(one => one.OnlyTells, onlyTells)
            .Add(one => one.ValueChanged, _chosen.Add));
    }
}
