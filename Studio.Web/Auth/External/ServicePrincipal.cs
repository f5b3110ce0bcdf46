using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.External;

/// <summary>A program that something in front of the server vouches for, not a credential of its own.</summary>
internal static class ServicePrincipal
{
    /// <summary>In <see cref="Standing.OfProvider"/>; <see cref="CurrentUser.IsService"/> reads it.</summary>
    public const string Provider = "service";

    /// <summary>Its account with the stated scopes, and no more than the account's role allows.</summary>
    public static CurrentUser Of(User account, IReadOnlyCollection<string> scopes)
    {
        var user = account.ToCurrentUser();
        return user with { Scopes = user.Scopes.Where(scopes.Contains).ToHashSet(), Credential = Standing.OfProvider(Provider, account) };
    }
}
