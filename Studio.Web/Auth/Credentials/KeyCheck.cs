using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Users;

namespace Studio.Web.Auth.Credentials;

/// <summary>What a key is, wherever it stood: the master key, a managed key, or a token that this server signed.</summary>
internal sealed class KeyCheck(Access access, UserStore users, ApiKeyCheck managed, TokenCheck tokens)
{
    public async Task<Decision> DecideAsync(HttpContext context, PresentedKey presented)
    {
        if (access.MasterKey is { } master && master.Matches(presented.Secret))
        {
            var administrator = (await users.FindAsync(CurrentUser.Administrator.Id, context.RequestAborted))?.ToCurrentUser()
                ?? CurrentUser.Administrator;
            return Decision.Accept(administrator with { Credential = Standing.OfMaster(master) });
        }

        if (ApiKeySecret.IdOf(presented.Secret) is { } id)
            return await managed.DecideAsync(context, id, presented);
        if (JwtFormat.LooksLikeOne(presented.Secret))
            return await tokens.DecideAsync(context, presented);
        return Decision.Wrong($"wrong key in {presented.Where}");
    }
}
