using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;

namespace Studio.Web.Components.Account;

/// <summary>
/// What the pages of accounts have in common: each act asks anew who is there, and a refusal becomes a sentence, at its field where it has
/// one. The services decide; a page only shows.
/// </summary>
public abstract class AccountComponent : ComponentBase
{
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    [CascadingParameter]
    public CurrentUser? SignedIn { get; set; }

    [Inject]
    private protected CircuitUser Circuit { get; set; } = null!;

    [Inject]
    private protected TimeProvider Time { get; set; } = null!;

    /// <summary>What went well last, for the person and for a screen reader.</summary>
    private protected string? Said { get; set; }

    /// <summary>What was refused and belongs to no field.</summary>
    private protected string? Problem => ErrorOf("");

    private protected string? ErrorOf(string field) => _errors.GetValueOrDefault(field);

    private protected void SetError(string field, string message) => _errors[field] = message;

    private protected bool HasErrors => _errors.Count > 0;

    private protected void ClearErrors()
    {
        _errors.Clear();
        Said = null;
    }

    /// <summary>Does it on behalf of who is there now. False when it was refused; the reason is then among the errors.</summary>
    private protected async Task<bool> TryAsync(Func<Actor, Task> work, string? said = null)
    {
        ClearErrors();
        try
        {
            await work(Actor.By(await Circuit.RequireAsync()));
            Said = said;
            return true;
        }
        catch (AccountException refused)
        {
            _errors[refused.Field ?? ""] = refused.Message;
        }
        catch (UnauthorizedAccessException ended)
        {
            _errors[""] = ended.Message;
        }

        return false;
    }
}
