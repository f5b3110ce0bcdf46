using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Credentials;

/// <summary>X-API-Key: any key.</summary>
internal sealed class HeaderKeySource(KeyCheck keys) : ICredentialSource
{
    public CredentialPlace Place => CredentialPlace.HeaderKey;

    public async Task<Decision?> DecideAsync(HttpContext context) =>
        PresentedKey.FromHeader(context) is { } presented ? await keys.DecideAsync(context, presented) : null;
}

/// <summary>Authorization: Bearer, with any key; and every Authorization that cannot be understood, which is wrong.</summary>
internal sealed class BearerSource(KeyCheck keys) : ICredentialSource
{
    public CredentialPlace Place => CredentialPlace.Bearer;

    public async Task<Decision?> DecideAsync(HttpContext context) =>
        PresentedKey.FromBearer(context) is { } presented ? await keys.DecideAsync(context, presented) : null;
}

/// <summary>Authorization: Basic, with any key as password whatever the user's name, or with a user's own name and password.</summary>
internal sealed class BasicSource(KeyCheck keys, PasswordCheck passwords) : ICredentialSource
{
    public CredentialPlace Place => CredentialPlace.Basic;

    public async Task<Decision?> DecideAsync(HttpContext context)
    {
        if (PresentedKey.FromBasic(context) is not { } presented)
            return null;
        var byKey = await keys.DecideAsync(context, presented);
        return byKey.Status == StatusCodes.Status401Unauthorized && presented.User is { } name
            ? await passwords.DecideAsync(context, name, presented.Secret)
            : byKey;
    }
}

/// <summary>CF-Access-Token: any key. Only with Auth:AcceptAccessToken.</summary>
internal sealed class AccessTokenSource(KeyCheck keys) : ICredentialSource
{
    public CredentialPlace Place => CredentialPlace.AccessToken;

    public async Task<Decision?> DecideAsync(HttpContext context) =>
        PresentedKey.FromAccessToken(context) is { } presented ? await keys.DecideAsync(context, presented) : null;
}

/// <summary>?api_key=…: for clients that can send nothing else.</summary>
internal sealed class QueryKeySource(KeyCheck keys) : ICredentialSource
{
    public CredentialPlace Place => CredentialPlace.QueryKey;

    public async Task<Decision?> DecideAsync(HttpContext context) =>
        PresentedKey.FromQuery(context) is { } presented ? await keys.DecideAsync(context, presented) : null;
}

/// <summary>/key/…/path: for clients whose address is all that can be set. Only with Auth:AllowPathKey.</summary>
internal sealed class PathKeySource(KeyCheck keys) : ICredentialSource
{
    public CredentialPlace Place => CredentialPlace.PathKey;

    public async Task<Decision?> DecideAsync(HttpContext context) =>
        PresentedKey.FromPath(context) is { } presented ? await keys.DecideAsync(context, presented) : null;
}
