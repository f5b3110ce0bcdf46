using System.Text;

namespace Studio.Web.Auth.Credentials;

/// <summary>A secret as a request presents it.</summary>
/// <param name="Where">For the audit line; never the secret.</param>
/// <param name="User">The user name beside it; only Basic has one.</param>
internal sealed record PresentedKey(string Where, string Secret, string? User = null)
{
    private static readonly object QueryKeyItem = new();
    private static readonly object TicketItem = new();
    private static readonly string[] QueryKeys = ["api_key", "token"];

    /// <summary>What clients of a server behind Cloudflare Access send to its edge; here a key only with Auth:AcceptAccessToken.</summary>
    public const string AccessTokenHeader = "CF-Access-Token";

    /// <summary>Whether a credential other than a cookie is present.</summary>
    public static bool IsIn(HttpContext context) => IsGivenByProgram(context) || FromBasic(context) is not null;

    /// <summary>
    /// Whether a credential is present that no browser sends by itself. A Basic password it remembers, and sends for any page that asks.
    /// </summary>
    public static bool IsGivenByProgram(HttpContext context) =>
        (FromHeader(context) ?? FromBearer(context) ?? FromQuery(context) ?? Ticket(context)) is not null;

    public static PresentedKey? FromHeader(HttpContext context) =>
        context.Request.Headers.TryGetValue("X-API-Key", out var key) ? new("X-API-Key", key.ToString()) : null;

    /// <summary>Authorization in any form but Basic. One that is no proper Bearer is present and wrong, not absent.</summary>
    public static PresentedKey? FromBearer(HttpContext context) => Authorization(context) switch
    {
        null => null,
        ({ } scheme, _) when IsScheme(scheme, "Basic") => null,
        ({ } scheme, { } value) when IsScheme(scheme, "Bearer") => new("Bearer", value),
        _ => new("Authorization", ""),
    };

    /// <summary>One that cannot be read is present and wrong, not absent.</summary>
    public static PresentedKey? FromBasic(HttpContext context) =>
        Authorization(context) is (var scheme, var value) && IsScheme(scheme, "Basic") ? FromPair(value) : null;

    public static PresentedKey? FromAccessToken(HttpContext context) =>
        context.Request.Headers.TryGetValue(AccessTokenHeader, out var key) ? new(AccessTokenHeader, key.ToString()) : null;

    public static PresentedKey? FromQuery(HttpContext context) => Hidden(context, QueryKeyItem, "the query");

    public static PresentedKey? Ticket(HttpContext context) => Hidden(context, TicketItem, "ticket");

    /// <summary>
    /// Takes ?api_key=…, ?token=… (as the ComfyUI-Login extension and its clients write it) and ?ticket=… out of the request before anybody
    /// else sees them, so that no log, redirect, referrer or error can repeat them.
    /// </summary>
    /// <param name="acceptKey">False forgets the key: the setting Auth:AllowQueryKey is off.</param>
    public static void TakeFromQuery(HttpContext context, bool acceptKey)
    {
        var request = context.Request;
        var key = Array.Find(QueryKeys, request.Query.ContainsKey);
        var hasTicket = request.Query.TryGetValue("ticket", out var ticket);
        if (key is null && !hasTicket)
            return;
        if (key is not null && acceptKey)
            context.Items[QueryKeyItem] = request.Query[key].ToString();
        if (hasTicket)
            context.Items[TicketItem] = ticket.ToString();
        request.QueryString = QueryString.Create(request.Query.Where(pair => !IsSecret(pair.Key)));
    }

    private static (string Scheme, string Value)? Authorization(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue("Authorization", out var header))
            return null;
        var text = header.ToString();
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (text, "") : (text[..space], text[(space + 1)..].Trim(' '));
    }

    private static bool IsScheme(string scheme, string expected) => scheme.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static bool IsSecret(string name) =>
        QueryKeys.Contains(name, StringComparer.OrdinalIgnoreCase) || name.Equals("ticket", StringComparison.OrdinalIgnoreCase);

    private static PresentedKey? Hidden(HttpContext context, object item, string where) =>
        context.Items.TryGetValue(item, out var value) ? new(where, (string)value!) : null;

    private static PresentedKey FromPair(string value)
    {
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(value));
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            return new("Basic", pair[(colon + 1)..], colon > 0 ? pair[..colon] : null);
        }
        catch (FormatException)
        {
            return new("Basic", "");
        }
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Where = ").Append(Where);
        return true;
    }
}
