using Bunit;
using Studio.Tests.Support;
using Studio.Web.Components.Controls;

namespace Studio.Tests.Components;

/// <summary>A part of a form that folds.</summary>
public sealed class SectionTests : MudContext
{
    [Fact]
    public void Section_Closed_SaysWhatIsInside()
    {
        var section = Open(isOpen: false);
        Assert.False(section.Find("details").HasAttribute("open"));
        Assert.Equal("LoRA", section.Find("summary .section-title").TextContent);
        Assert.Equal("ink 0.8", section.Find("summary .section-now").TextContent);
        Assert.Equal("loras", section.Find("details").GetAttribute("data-section"));
    }

    [Fact]
    public void Section_ThatOpenedByItself_IsNotClosedUnderItsReader()
    {
        var section = Open(isOpen: false);
        section.Render(one => one.Add(part => part.IsOpen, true));
        Assert.True(section.Find("details").HasAttribute("open"));
        section.Render(one => one.Add(part => part.IsOpen, false));
        Assert.True(section.Find("details").HasAttribute("open"));
    }

    private IRenderedComponent<Section> Open(bool isOpen) => Render<Section>(one => one.Add(part => part.Name, "loras")
        .Add(part => part.Title, "LoRA").Add(part => part.Now, "ink 0.8").Add(part => part.IsOpen, isOpen).AddChildContent("<p>rows</p>"));
}
