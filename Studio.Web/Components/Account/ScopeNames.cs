using Studio.Web.Auth;
using Studio.Web.Languages;

namespace Studio.Web.Components.Account;

/// <summary>What a scope allows, in words that follow "may".</summary>
internal static class ScopeNames
{
    /// <returns>The scope itself where there are no words for it.</returns>
    public static string Of(Texts texts, string scope) => scope switch
    {
        Scopes.ComfyRun => texts["run workflows"],
        Scopes.ComfyRead => texts["see ComfyUI's queue and history"],
        Scopes.StudioRun => texts["run in Studio"],
        Scopes.StudioRead => texts["see Studio's pages and jobs"],
        Scopes.ModelsRead => texts["list models"],
        Scopes.ModelsWrite => texts["change and delete models"],
        Scopes.ModelsFetch => texts["fetch models"],
        Scopes.ModelsAdmin => texts["administer models"],
        Scopes.GalleryRead => texts["see pictures"],
        Scopes.GalleryWrite => texts["change and delete pictures"],
        Scopes.Admin => texts["administer this server"],
        _ => scope,
    };
}
