using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Quotas;
using Studio.Web.Auth.Users;

namespace Studio.Web.Components.Account;

/// <summary>Who I am, where I am signed in, and the keys of my programs.</summary>
public sealed partial class AccountPage
{
    private User? _account;
    private Usage? _used;

    [Inject]
    private UserAccounts Accounts { get; set; } = null!;

    [Inject]
    private DailyLimits Limits { get; set; } = null!;

    private string? Subtitle => SignedIn is { } user && user.Id != CurrentUser.Local.Id ? user.Name : null;

    // ComfyUI's scopes are taken away inside pages; here they are told
    private IEnumerable<string> MyScopes =>
        (SignedIn is { IsDelegated: false } user ? Scopes.Of(user.Roles) : SignedIn!.Scopes).Order(StringComparer.Ordinal);

    private string Usage
    {
        get
        {
            var limits = _account?.EffectiveLimits ?? Auth.Users.Limits.None;
            var pictures = OfMost(_used?.Images ?? 0, limits.ImagesPerDay, count => L.Count(count, "{0} picture", "{0} pictures"));
            var seconds = OfMost(
                (int)(_used?.Gpu.TotalSeconds ?? 0), limits.GpuSecondsPerDay, count => L.Count(count, "{0} GPU-second", "{0} GPU-seconds"));
            return $"{pictures}, {seconds}";
        }
    }

    protected override async Task OnInitializedAsync()
    {
        if (SignedIn is not { } me || me.Id == CurrentUser.Local.Id)
            return;
        await TryAsync(async by =>
        {
            _account = await Accounts.GetAsync(by.User.Id, CancellationToken.None);
            _used = Limits.Today(by.User);
        });
    }

    /// <summary>"3 of 100 pictures", or "3 pictures" where there is no limit.</summary>
    private string OfMost(int used, int? most, Func<int, string> inWords) =>
        most is { } limit ? L[$"{used} of {inWords(limit)}|used today"] : inWords(used);
}
