using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Studio.Web.Languages;

namespace Studio.Tests.Support;

/// <summary>Pages with what the layout gives them: MudBlazor's services, and the place where it draws dialogs.</summary>
public abstract class MudContext : BunitContext, IAsyncLifetime
{
    private IRenderedComponent<MudDialogProvider>? _dialogs;

    // what is waited for comes at once, on a machine that is not busy with other tests
    static MudContext() => DefaultWaitTimeout = TimeSpan.FromSeconds(60);

    protected MudContext()
    {
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddScoped<Texts>();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>What lies above the page. Asked for before something opens: nobody else draws it.</summary>
    protected IRenderedComponent<MudDialogProvider> Dialogs => _dialogs ??= OpenProvider();

    /// <summary>The open lists and menus; there once <see cref="Dialogs"/> was asked for.</summary>
    protected IRenderedComponent<MudPopoverProvider> Lists { get; private set; } = null!;

    /// <summary>Opens the list of a select and clicks what is called so.</summary>
    protected async Task ChooseAsync<TPage>(IRenderedComponent<TPage> page, string select, string text)
        where TPage : IComponent
    {
        await page.Find(select).MouseDownAsync(new());
        await Option().ClickAsync(new());
        IElement Option() => Lists.FindAll("[role=option]").Single(option => option.TextContent.Trim() == text);
    }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    // some of MudBlazor's services can be disposed of in no other way
    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await EndAsync();
    }

    /// <summary>After the pages are gone.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    // not in the constructor: this makes the services final
    private IRenderedComponent<MudDialogProvider> OpenProvider()
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Lists = Render<MudPopoverProvider>();
        return Render<MudDialogProvider>();
    }
}
