using System.Text.Json.Nodes;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Tests.Conventions;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Workflows;

namespace Studio.Tests.Support;

/// <summary>The pages of workflows over the real services of a server whose queue is paused.</summary>
public abstract class WorkflowContext : MudContext
{
    protected StudioApplication Studio { get; private set; } = null!;

    protected WorkflowLibrary Library => Studio.Get<WorkflowLibrary>();

    protected JobQueue Queue => Studio.Get<JobQueue>();

    protected static JsonObject Sample(string name) =>
        (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Join(Repository.Root, $"STUDIO_DIR.sample/workflows/{name}.json")))!;

    public override async Task InitializeAsync()
    {
        Studio = await StudioApplication.StartAsync(StudioApplication.LocalMode, demoModel: true);
        Queue.PauseByHand(CurrentUser.Local, "");
        Services.AddSingleton(Queue).AddSingleton(Studio.Get<JobEvents>()).AddSingleton(Studio.Get<PictureGallery>())
            .AddSingleton(Library).AddSingleton(Studio.Get<WorkflowRuns>()).AddSingleton(Studio.Get<WorkflowShares>())
            .AddSingleton(Studio.Get<IEngine>()).AddSingleton(Studio.Get<UserNodes>())
            .AddSingleton(Studio.Get<StudioOptions>()).AddSingleton(TimeProvider.System);
        _ = Dialogs;
    }

    protected override async Task EndAsync() => await Studio.DisposeAsync();

    protected SavedWorkflow Add(string name, JsonObject? graph = null) =>
        Library.Add(CurrentUser.Local, name, WorkflowImport.Read(graph ?? Sample("text-to-image")));

    protected IRenderedComponent<TPage> Open<TPage>(string? id = null, CurrentUser? user = null)
        where TPage : IComponent =>
        Render<CascadingValue<CurrentUser>>(parameters => parameters.Add(cascade => cascade.Value, user ?? CurrentUser.Local)
            .AddChildContent<TPage>(page =>
            {
                if (id is not null)
                    page.TryAdd("Id", id);
            })).FindComponent<TPage>();
}
