namespace Studio.Web.Auth;

internal enum AccessMode
{
    /// <summary>
    /// No key, only loopback addresses and nobody in front who lets others in: everybody on this machine is the administrator.
    /// </summary>
    Local,

    /// <summary>Everything that is not public needs a credential.</summary>
    Keyed,
}

/// <summary>Which of the two modes the server is in, decided once at start.</summary>
internal sealed class Access
{
    public Access(StudioOptions options)
    {
        if (options.Auth.KeySource is { } source)
            MasterKey = MasterKey.Load(source);
        else if (!options.IsLoopbackOnly || options.Auth.TrustedProxies.Length > 0 || options.Auth.CloudflareAccess.IsOn
            || options.Auth.Oidc.IsOn)
            MasterKey = MasterKey.Generate(options.Paths.ApiKey);
    }

    public AccessMode Mode => MasterKey is null ? AccessMode.Local : AccessMode.Keyed;

    /// <summary>Null in local mode.</summary>
    public MasterKey? MasterKey { get; }
}
