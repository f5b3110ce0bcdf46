using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Studio.Web.Languages;

/// <summary>The component library's own words: its keys ("MudDataGridPager_NextPage") are keys of ours. English it has itself.</summary>
internal sealed class MudTexts(Texts texts) : MudLocalizer
{
    public override LocalizedString this[string key] =>
        texts[key] is var text && text != key ? new(key, text) : new(key, key, resourceNotFound: true);
}
