using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Generation;
using Studio.Web.Components.Grids;
using Studio.Web.UserData;

namespace Studio.Tests.Components;

/// <summary>X/Y/Z: values, count, jobs, and the sheet of them.</summary>
public sealed class GridTests : GenerateContext
{
    [Theory]
    [InlineData("8, 12,20", "8|12|20")]
    [InlineData("10-30 (+10)", "10|20|30")]
    [InlineData("4-5 (+0.5), 9", "4|4.5|5|9")]
    [InlineData("\"a, b\", c", "a, b|c")]
    [InlineData("5-1 (+1)", "5-1 (+1)")]
    [InlineData("1-2 (+0)", "1-2 (+0)")]
    [InlineData(" , ", "")]
    public void Values_Typed_AreReadAsAHandWouldWriteThem(string text, string values) =>
        Assert.Equal(values, string.Join('|', GridAxis.Values(text)));

    [Fact]
    public void Values_WithoutEnd_AreBounded()
    {
        Assert.Equal(101, GridAxis.Values("0-999999999 (+0.001)").Count);
        Assert.Equal("100 pictures are the most; these are 101.", Plan(("Steps", "0-999999999 (+1)")).Problem(new()));
    }

    [Fact]
    public void Plan_OfThreeAxes_HasACellForEachThatGoesWithEach()
    {
        var plan = Plan(("Prompt words", "red, green"), ("Steps", "5, 6, 7"), ("CFG", "1, 2"));
        Assert.Equal((12, null), (plan.Count, plan.Problem(new())));
        var cells = plan.Cells(new() { Positive = "a red house", Count = "9" }, new()).ToList();
        Assert.Equal(("Prompt words red, Steps 5, CFG 1", "a red house", "5", "1", "1"),
            (cells[0].Label, cells[0].Draft.Positive, cells[0].Draft.Steps, cells[0].Draft.Cfg, cells[0].Draft.Count));
        Assert.Equal(("a green house", "7", "2"), (cells[^1].Draft.Positive, cells[^1].Draft.Steps, cells[^1].Draft.Cfg));
    }

    [Fact]
    public void Plan_ThatIsNone_SaysWhy()
    {
        Assert.Equal("Choose what changes.", Plan().Problem(new()));
        Assert.Equal("Each axis needs values.", Plan(("Steps", "")).Problem(new()));
        Assert.Equal("Each axis needs something of its own.", Plan(("Steps", "1"), ("Steps", "2")).Problem(new()));
    }

    [Fact]
    public async Task Queued_TheJobsHaveOneSeedAndTheirSheetOpens()
    {
        var page = await OpenAsync();
        await page.InvokeAsync(() => page.Find(".generate-more button").ClickAsync());
        await page.InvokeAsync(() => Lists.FindAll("[role=menuitem]").Single(item => item.TextContent.Contains("grid",
            StringComparison.Ordinal)).ClickAsync());
        await Dialogs.Find("#values-X").InputAsync("3, 4");
        await Dialogs.Find("#values-Y").InputAsync("1, 2, 3");
        Assert.Contains("6 pictures will be queued", Dialogs.Markup, StringComparison.Ordinal);
        await Dialogs.Find("form").SubmitAsync();
        var made = Settings();
        Assert.Equal(["3 1", "4 1", "3 2", "4 2", "3 3", "4 3"], made.Select(one => $"{one.Steps} {one.Cfg}"));
        Assert.Single(made.Select(one => one.Seed).Distinct());
        var address = Services.GetRequiredService<NavigationManager>().Uri;
        Assert.Contains("/studio/sheets/", address, StringComparison.Ordinal);

        var sheet = Sheet(address[(address.LastIndexOf('/') + 1)..]);
        Assert.Equal(["Steps 3", "Steps 4"], sheet.FindAll("thead th").Select(head => head.TextContent));
        Assert.Equal(["CFG 1", "CFG 2", "CFG 3"], sheet.FindAll("tbody th").Select(head => head.TextContent));
        Assert.Equal(6, sheet.FindAll("tbody td").Count(cell => cell.TextContent.Trim() == "Waiting"));
        Assert.Contains("There is no such sheet", Sheet("gone").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queued_WithAWrongValue_QueuesNothingAndNamesTheCell()
    {
        var page = await OpenAsync();
        var refused = await page.InvokeAsync(() => page.Instance.QueueGridAsync(Plan(("Steps", "5, 0"))));
        Assert.StartsWith("Steps 0: A whole number", refused, StringComparison.Ordinal);
        Assert.Empty(Settings());
    }

    private static GridPlan Plan(params (string Name, string Values)[] axes) =>
        GridPlan.Read([.. axes, .. Enumerable.Repeat(("None", ""), 3 - axes.Length)]);

    private IRenderedComponent<SheetPage> Sheet(string id) => Render<CascadingValue<CurrentUser>>(parameters => parameters
        .Add(cascade => cascade.Value, CurrentUser.Local).AddChildContent<SheetPage>(page => page.Add(sheet => sheet.Id,
            id))).FindComponent<SheetPage>();
}
