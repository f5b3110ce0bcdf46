using Microsoft.JSInterop;

namespace Studio.Web.Components.Controls;

/// <summary>Scripts that a component has imported.</summary>
internal static class PageScript
{
    /// <summary>Lets go of it when its component goes; null is one that was never imported.</summary>
    public static async ValueTask ReleaseAsync(this IJSObjectReference? script)
    {
        if (script is null)
            return;
        try
        {
            await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // the browser is gone, and its script with it
        }
    }
}
