namespace Studio.Web.Auth.Credentials;

/// <summary>
/// The one place that decides who is asking, for HTTP, sockets and circuits alike: the first credential that is present counts, right or
/// wrong. A wrong key is never followed by a second try with the cookie.
/// </summary>
internal sealed class CredentialOrder
{
    private readonly Access _access;
    private readonly IReadOnlyList<ICredentialSource> _sources;

    public CredentialOrder(Access access, IEnumerable<ICredentialSource> sources)
    {
        _access = access;
        _sources = [.. sources.OrderBy(source => source.Place)];
        if (_sources.Select(source => source.Place).Distinct().Count() < _sources.Count)
            throw new InvalidOperationException("Two credential sources have the same place.");
    }

    /// <summary>Null when no credential is present.</summary>
    public async Task<Decision?> DecideAsync(HttpContext context)
    {
        // whoever passed OriginRules in local mode sits at this machine; credentials are not looked at
        if (_access.Mode == AccessMode.Local)
            return Decision.Accept(CurrentUser.Local);
        foreach (var source in _sources)
        {
            if (await source.DecideAsync(context) is { } decision)
                return decision;
        }

        return null;
    }
}
