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

    /// <summary>Whether a credential other than a cookie is present.</summary>
    public static bool IsIn(HttpContext context) => IsGivenByProgram(context) || FromAuthorization(context, "Basic") is not null;

    /// <summary>Whether a credential is present that no browser sends by itself. A Basic password it remembers, and sends for any page that asks.</summary>
    public static bool IsGivenByProgram(HttpContext context) =>
        (FromHeader(context) ?? FromAuthorization(context, "Bearer") ?? FromQuery(context) ?? Ticket(context)) is not null;

    public static PresentedKey? FromHeader(HttpContext context) =>
        context.Request.Headers.TryGetValue("X-API-Key", out var key) ? new("X-API-Key", key.ToString()) : null;

    /// <param name="scheme">Bearer or Basic. One that cannot be read is present and wrong, not absent.</param>
    public static PresentedKey? FromAuthorization(HttpContext context, string scheme)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var (name, value) = space < 0 ? (header, "") : (header[..space], header[(space + 1)..].Trim());
        if (!name.Equals(scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        return scheme == "Basic" ? FromPair(value) : new(scheme, value);
    }

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
