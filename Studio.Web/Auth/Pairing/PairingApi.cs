using Studio.Web.Auth.Api;

namespace Studio.Web.Auth.Pairing;

/// <summary>
/// /api/auth/pair: what a program asks that has no key yet. Deciding is not among it: that takes a signed-in person and a page.
/// </summary>
internal static class PairingApi
{
    /// <summary>Where a person types the code.</summary>
    public const string Page = "/studio/pair";

    public static void MapPairing(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/auth").WithTags("Account").AllowAnonymous().DisableAntiforgery()
            .AddEndpointFilter(AccountBody.Filter);
        group.MapPost("/pair", BeginAsync);
        group.MapPost("/pair/token", PollAsync);
    }

    private static async Task<IResult> BeginAsync(HttpContext context, Pairings pairings, Access access)
    {
        if (access.Mode == AccessMode.Local)
            throw AccountException.Taken("Nobody needs a key here: the server answers this machine without one.");
        var body = await AccountBody.ReadAsync<BeginBody>(context);
        var scopes = body.Scopes ?? body.Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var codes = await pairings.BeginAsync(context, body.Name, scopes);
        var page = $"{context.Request.Scheme}://{context.Request.Host}{Page}";
        context.Response.Headers.CacheControl = "no-store";
        return AccountBody.Answer(new
        {
            codes.DeviceCode,
            codes.UserCode,
            verification_uri = page,
            verification_uri_complete = $"{page}?code={codes.UserCode}",
            expires_in = (int)Pairings.Lifetime.TotalSeconds,
            interval = Pairings.PollSeconds,
        });
    }

    private static async Task<IResult> PollAsync(HttpContext context, Pairings pairings)
    {
        var body = await AccountBody.ReadAsync<PollBody>(context);
        var answer = await pairings.PollAsync(context, body.DeviceCode);
        context.Response.Headers.CacheControl = "no-store";
        if (answer.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Refusal.Seconds(wait);
        if (answer.Key is not { } key)
            return AccountBody.Answer(new { answer.Error, answer.Detail }, StatusCodes.Status400BadRequest);
        return AccountBody.Answer(new
        {
            api_key = answer.Secret,
            id = key.Id,
            name = key.Name,
            owner = key.Owner,
            scope = string.Join(' ', key.Scopes.Order(StringComparer.Ordinal)),
            expires_at = key.Expires,
        });
    }

    private sealed record BeginBody(string? Name, string[]? Scopes, string? Scope);

    private sealed record PollBody(string? DeviceCode);
}
