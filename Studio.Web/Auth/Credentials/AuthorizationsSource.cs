using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Credentials;

/// <summary>
/// Two Authorization headers in one request, as clients send that take one credential from their address and one from a field. What is
/// right in either counts, as long as they do not name two different keys: then nobody knows which was meant, and the request is refused.
/// </summary>
internal sealed class AuthorizationsSource(KeyCheck keys, PasswordCheck passwords) : ICredentialSource
{
    private const int Most = 2;

    public CredentialPlace Place => CredentialPlace.Authorizations;

    public async Task<Decision?> DecideAsync(HttpContext context)
    {
        var presented = PresentedKey.FromAuthorizations(context);
        if (presented.Count < 2)
            return null;
        if (presented.Count > Most)
            return Decision.Wrong($"more than {Most} Authorization headers");
        var decisions = new List<Decision>();
        foreach (var key in presented.DistinctBy(key => (key.Secret, key.User)))
            decisions.Add(await DecideAsync(context, key));
        var right = decisions.Where(decision => decision.User is not null).DistinctBy(decision => decision.User!.Credential).ToList();
        return right.Count switch
        {
            0 => decisions[0],
            1 => right[0],
            _ => Decision.Wrong("two Authorization headers with two different keys"),
        };
    }

    private async Task<Decision> DecideAsync(HttpContext context, PresentedKey presented)
    {
        var byKey = await keys.DecideAsync(context, presented);
        return byKey.Status == StatusCodes.Status401Unauthorized && presented.User is { } name
            ? await passwords.DecideAsync(context, name, presented.Secret)
            : byKey;
    }
}
