using System.Text;
using System.Text.RegularExpressions;

namespace Studio.Web.Auth.Credentials;

/// <summary>A secret as a request presents it.</summary>
/// <param name="Where">For the audit line; never the secret.</param>
/// <param name="User">The user name beside it; only Basic has one.</param>
internal sealed partial record PresentedKey(string Where, string Secret, string? User = null)
{
    private static readonly object QueryKeyItem = new();
    private static readonly object TicketItem = new();
    private static readonly object PathKeyItem = new();
    private const string PathPrefix = "/key";

    private static readonly string[] QueryKeys = ["api_key", "token"];

    /// <summary>What clients of a server behind Cloudflare Access send to its edge; here a key only with Auth:AcceptAccessToken.</summary>
    public const string AccessTokenHeader = "CF-Access-Token";

    /// <summary>Whether a credential other than a cookie is present.</summary>
    public static bool IsIn(HttpContext context) => IsGivenByProgram(context) || FromBasic(context) is not null;

    /// <summary>
    /// Whether a credential is present that no browser sends by itself. A Basic password it remembers, and sends for any page that asks.
    /// </summary>
    public static bool IsGivenByProgram(HttpContext context) =>
        (FromHeader(context) ?? FromBearer(context) ?? FromQuery(context) ?? FromPath(context) ?? Ticket(context)) is not null;

    public static PresentedKey? FromHeader(HttpContext context) =>
        context.Request.Headers.TryGetValue("X-API-Key", out var key) ? new("X-API-Key", key.ToString()) : null;

    /// <summary>Authorization in any form but Basic. One that is no proper Bearer is present and wrong, not absent.</summary>
    public static PresentedKey? FromBearer(HttpContext context) => FromBearer(Authorization(context));

    /// <summary>One that cannot be read is present and wrong, not absent.</summary>
    public static PresentedKey? FromBasic(HttpContext context) => FromBasic(Authorization(context));

    private static PresentedKey? FromBearer((string Scheme, string Value)? authorization) => authorization switch
    {
        null => null,
        ({ } scheme, _) when IsScheme(scheme, "Basic") => null,
        ({ } scheme, { } value) when IsScheme(scheme, "Bearer") => new("Bearer", value),
        _ => new("Authorization", ""),
    };

    private static PresentedKey? FromBasic((string Scheme, string Value)? authorization) =>
        authorization is (var scheme, var value) && IsScheme(scheme, "Basic") ? FromPair(value) : null;

    /// <summary>
    /// Each Authorization of a request, also of those that something on the way joined with a comma. One that cannot be read is there, and
    /// wrong.
    /// </summary>
    public static IReadOnlyList<PresentedKey> FromAuthorizations(HttpContext context) =>
        [.. context.Request.Headers.Authorization.SelectMany(text => Joint().Split(text ?? ""))
            .Select(text => FromBasic(Split(text)) ?? FromBearer(Split(text))!)];

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

    /// <summary>The key of a path /key/…, which stood before the rest of it.</summary>
    public static PresentedKey? FromPath(HttpContext context) => Hidden(context, PathKeyItem, "the path");

    /// <summary>
    /// Takes /key/… from the start of the path, whether it is accepted or not, so that routes, logs, redirects and answers have the rest
    /// only. A browser's is forgotten: what its pages ask for next comes without it, and its history keeps it.
    /// </summary>
    public static void TakeFromPath(HttpContext context, bool acceptKey)
    {
        if (!context.Request.Path.StartsWithSegments(PathPrefix, StringComparison.OrdinalIgnoreCase, out var rest)
            || rest.Value is not { Length: > 1 } path)
            return;
        var end = path.IndexOf('/', 1);
        context.Request.Path = end < 0 ? "/" : path[end..];
        if (acceptKey && !BrowserMarks.AreAny(context.Request))
            context.Items[PathKeyItem] = end < 0 ? path[1..] : path[1..end];
    }

    private static (string Scheme, string Value)? Authorization(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue("Authorization", out var header))
            return null;
        return Split(header.ToString());
    }

    private static (string Scheme, string Value) Split(string text)
    {
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

    // no key, token or base64 has a scheme in it
    [GeneratedRegex(""",\s{0,8}(?=(basic|bearer)(\s|$))""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Joint();

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Where = ").Append(Where);
        return true;
    }
}
