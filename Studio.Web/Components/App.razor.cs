using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Studio.Web.Components;

/// <summary>
/// The document around every page. Pages marked [ExcludeFromInteractiveRouting], such as signing in, are plain HTML without a circuit.
/// </summary>
public sealed partial class App
{
    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private IComponentRenderMode? Mode => Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;
}
