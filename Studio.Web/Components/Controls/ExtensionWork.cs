using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Extensions;

namespace Studio.Web.Components.Controls;

/// <summary>Changing extensions from a page: the service decides, and what it refuses becomes a sentence.</summary>
public abstract class ExtensionWork : ComponentBase
{
    [Inject]
    private protected ExtensionSecurity Security { get; set; } = null!;

    [Inject]
    private CircuitUser Circuit { get; set; } = null!;

    private protected string? Problem { get; private set; }

    private protected async Task<bool> TryAsync(Func<ExtensionRequest, Task> work)
    {
        Problem = null;
        try
        {
            var user = await Circuit.RequireAsync();
            await work(new(user, AuditEntry.By(user, "")));
            return true;
        }
        catch (Exception e) when (e is ExtensionForbiddenException or ExtensionException or UnauthorizedAccessException)
        {
            Problem = e.Message;
            return false;
        }
    }
}
