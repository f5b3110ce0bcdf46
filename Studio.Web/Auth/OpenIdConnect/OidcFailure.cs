namespace Studio.Web.Auth.OpenIdConnect;

/// <summary>Why somebody comes back from the provider without being signed in; on the wire in lower case.</summary>
internal enum OidcFailure
{
    /// <summary>They said no there.</summary>
    Denied,

    /// <summary>Too late, another browser, or an answer that was used before.</summary>
    Expired,

    /// <summary>No rule lets them in.</summary>
    Refused,

    /// <summary>A rule might, but the provider does not vouch for the e-mail address.</summary>
    Unverified,

    Unreachable,

    /// <summary>The provider's answer cannot be believed.</summary>
    Invalid,

    TooMany,
}

internal static class OidcFailures
{
    /// <summary>The same for a person, for the sign-in page; null for a word that is none of these.</summary>
    public static string? Sentence(string? failure, string provider) =>
        Enum.TryParse<OidcFailure>(failure, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(failure![0])
            ? known switch
        {
            OidcFailure.Denied => $"You did not sign in at {provider}.",
            OidcFailure.Expired =>
                "That took too long, or began in another browser. Try again; the browser must keep cookies for this address.",
            OidcFailure.Refused => "This account may not use this server. Ask its administrator to be let in.",
            OidcFailure.Unverified => $"{provider} has not verified your e-mail address. Confirm it there, then try again.",
            OidcFailure.Unreachable => $"{provider} cannot be reached at the moment. Try again later, or sign in with a key.",
            OidcFailure.TooMany => "Too many failed attempts. Wait a few minutes, then try again.",
            _ => $"The answer of {provider} could not be believed. If it happens again, the administrator finds the reason in the audit log.",
        } : null;
}
