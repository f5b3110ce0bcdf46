namespace Studio.Web.Auth.Credentials;

/// <summary>The places where a credential may stand, in the order in which they are looked at.</summary>
internal enum CredentialPlace
{
    HeaderKey = 1,

    /// <summary>More than one Authorization header.</summary>
    Authorizations,

    Bearer,
    Basic,

    /// <summary>CF-Access-Token: only with Auth:AcceptAccessToken.</summary>
    AccessToken,

    QueryKey,

    /// <summary>/key/…/path: only with Auth:AllowPathKey.</summary>
    PathKey,

    Ticket,

    /// <summary>Cf-Access-Jwt-Assertion: only when Cloudflare Access is configured.</summary>
    CloudflareAccess,

    Cookie,

    /// <summary>No credential at all: where the request comes from. Only when Auth:TrustedNetworks names it.</summary>
    TrustedNetwork,
}

/// <summary>One way in. Registering another one is all it takes: <see cref="CredentialOrder"/> asks them by their place.</summary>
internal interface ICredentialSource
{
    CredentialPlace Place { get; }

    /// <summary>Null when the request carries no such credential; anything else ends the search.</summary>
    Task<Decision?> DecideAsync(HttpContext context);
}
