using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Studio.Tests.Support;
using Studio.Web.Components.Controls;
using Studio.Web.Languages;

namespace Studio.Tests.Languages;

/// <summary>What the component library itself says of a list of ours.</summary>
public sealed class MudTextsTests : MudContext
{
    public MudTextsTests() => Services.AddLanguages();

    [Theory]
    [InlineData("en", "1-25 of 30", "Next page", "Sort")]
    [InlineData("de", "1–25 von 30", "Nächste Seite", "Sortieren")]
    [InlineData("ja", "1～25 / 30", "次のページ", "並べ替え")]
    public void Grid_SpeaksTheLanguage(string code, string range, string next, string sort)
    {
        Services.GetRequiredService<Texts>().Use(Language.Find(code)!);
        var grid = Render<DataGrid<string>>(parameters => parameters
            .Add(one => one.Label, "Numbers")
            .Add(one => one.Items, [.. Enumerable.Range(1, 30).Select(number => $"{number}")])
            .Add(one => one.Columns, Column));
        Assert.Contains(range, grid.Markup, StringComparison.Ordinal);
        Assert.NotEmpty(grid.FindAll($"button[aria-label='{next}']"));
        Assert.NotEmpty(grid.FindAll($"[aria-label='{sort}']"));
    }

    private static readonly RenderFragment Column = builder =>
    {
        builder.OpenComponent<TemplateColumn<string>>(0);
        builder.AddAttribute(1, nameof(TemplateColumn<string>.Title), "Number");
        builder.AddAttribute(2, nameof(TemplateColumn<string>.Sortable), (bool?)true);
        builder.AddAttribute(3, nameof(TemplateColumn<string>.SortBy), (Func<string, object>)(number => number));
        builder.CloseComponent();
    };
}
