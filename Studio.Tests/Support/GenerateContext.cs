using System.Text.Json.Nodes;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Components.Importing;
using Studio.Web.Components.Pages;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Models;
using Studio.Web.UserData;

namespace Studio.Tests.Support;

/// <summary>
/// The Generate page over the real services of a server whose queue is paused, so that every job stays where it can be looked at.
/// </summary>
public abstract class GenerateContext : MudContext
{
    private const string Script = "/Components/Pages/Generate.razor.js";

    protected StudioApplication Studio { get; private set; } = null!;

    /// <summary>The page's own script in the browser.</summary>
    protected BunitJSModuleInterop BrowserScript { get; private set; } = null!;

    protected JobQueue Queue => Studio.Get<JobQueue>();

    public override async Task InitializeAsync()
    {
        Studio = await StudioApplication.StartAsync(StudioApplication.LocalMode, demoModel: true);
        Queue.PauseByHand(CurrentUser.Local, "");
        Services.AddSingleton(Queue).AddSingleton(Studio.Get<JobEvents>()).AddSingleton(Studio.Get<PictureGallery>())
            .AddSingleton(Studio.Get<ModelCatalog>()).AddSingleton(Studio.Get<LoraFiles>()).AddSingleton(Studio.Get<ModelPreferences>())
            .AddSingleton(Studio.Get<WildcardFiles>()).AddScoped<PendingImport>()
            .AddSingleton(Studio.Get<Presets>()).AddSingleton(Studio.Get<SheetFiles>())
            .AddSingleton(Studio.Get<PictureShelf>()).AddSingleton(Studio.Get<PictureBoards>()).AddSingleton(Studio.Get<PictureZips>())
            .AddSingleton(Studio.Get<IEngine>()).AddSingleton(Studio.Get<UserNodes>())
            .AddSingleton(Studio.Get<StudioOptions>()).AddSingleton(TimeProvider.System);
        BrowserScript = JSInterop.SetupModule(Script);
        BrowserScript.Mode = JSRuntimeMode.Loose;
        _ = Dialogs;
    }

    protected override async Task EndAsync() => await Studio.DisposeAsync();

    /// <summary>The page once it listens, with a prompt typed.</summary>
    protected async Task<IRenderedComponent<Generate>> OpenAsync(CurrentUser? user = null, string? prompt = "a house")
    {
        var page = Render<CascadingValue<CurrentUser>>(
            parameters => parameters.Add(cascade => cascade.Value, user ?? CurrentUser.Local).AddChildContent<Generate>())
            .FindComponent<Generate>();
        page.WaitForAssertion(() => Assert.False(page.Find("form").HasAttribute("inert")));
        if (prompt is not null)
            await page.Find("#positive").ChangeAsync(prompt);
        return page;
    }

    /// <summary>What each job in the line would make.</summary>
    protected List<PictureSettings> Settings() =>
        [.. Queue.List(CurrentUser.Local).Waiting.Select(
            job => PictureSettings.From((JsonObject)JsonNode.Parse(job.Prompt)!, null)!)];
}
