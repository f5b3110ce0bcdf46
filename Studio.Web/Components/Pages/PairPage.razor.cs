using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Pairing;

namespace Studio.Web.Components.Pages;

/// <summary>Where a person decides about a program that asks to be let in.</summary>
public sealed partial class PairPage
{
    private string? _code;
    private PairingRequest? _asking;
    private string? _refusal;
    private string? _done;

    [Inject]
    private Pairings Pairings { get; set; } = null!;

    [Inject]
    private CircuitUser User { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <summary>From the address that the tool shows. It only fills the field in: looking and deciding are the person's.</summary>
    [SupplyParameterFromQuery]
    private string? Code { get; set; }

    protected override void OnInitialized() => _code = Code;

    private Task FindAsync() => TryAsync(async () => _asking = await Pairings.FindAsync(await User.RequireAsync(), _code, default));

    private Task ApproveAsync() => TryAsync(async () =>
    {
        await Pairings.ApproveAsync(await User.RequireAsync(), _code, default);
        Finish(L[$"{_asking!.Name} has been let in. It goes on by itself in a few seconds."]);
    });

    private Task DenyAsync() => TryAsync(async () =>
    {
        await Pairings.DenyAsync(await User.RequireAsync(), _code, default);
        Finish(L[$"{_asking!.Name} was turned away."]);
    });

    private void Finish(string done) => (_done, _asking, _code) = (done, null, null);

    private async Task TryAsync(Func<Task> step)
    {
        (_refusal, _done) = (null, null);
        try
        {
            await step();
        }
        catch (AccountException e)
        {
            (_refusal, _asking) = (e.Message, null);
        }
    }
}
