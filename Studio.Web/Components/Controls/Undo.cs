using MudBlazor;
using Studio.Web.Languages;

namespace Studio.Web.Components.Controls;

/// <summary>What was done, told in passing, with a way back.</summary>
internal static class Undo
{
    /// <param name="undo">Runs once at most, on the caller's own thread of the page or wherever else it sees to.</param>
    public static void Offer(this ISnackbar notes, Texts texts, string done, Func<Task> undo) => notes.Add(done, Severity.Normal, options =>
    {
        options.HideIcon = true;
        options.Action = texts["Undo"];
        options.ActionColor = Color.Primary;
        options.OnClick = _ => undo();
    });
}
