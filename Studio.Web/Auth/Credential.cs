using System.Text;
using Microsoft.Net.Http.Headers;

namespace Studio.Web.Auth;

/// <summary>A key as a request presents it.</summary>
/// <param name="Place">Where it stood, for the audit line; never the key.</param>
internal sealed record Credential(string Place, string Secret)
{
    private static readonly object QueryKeyItem = new();
    private static readonly string[] QueryKeys = ["api_key", "token"];

    /// <summary>The first key that is present, right or wrong: X-API-Key, Bearer, Basic (as password), ?api_key or ?token. Null when there is none.</summary>
    public static Credential? Find(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TryGetValue("X-API-Key", out var key))
            return new Credential("X-API-Key", key.ToString());
        return FromAuthorization(headers.Authorization.ToString())
            ?? (context.Items.TryGetValue(QueryKeyItem, out var query) ? new Credential("api_key", (string)query!) : null);
    }

    /// <summary>
    /// Takes ?api_key=… and ?token=…, as the ComfyUI-Login extension and its clients write it, out of the request before anybody else sees
    /// it, so that no log, redirect, referrer or error can repeat it.
    /// </summary>
    /// <param name="accept">False forgets it: the setting Auth:AllowQueryKey is off.</param>
    public static void HideQueryKey(HttpContext context, bool accept)
    {
        var request = context.Request;
        var name = Array.Find(QueryKeys, request.Query.ContainsKey);
        if (name is null)
            return;
        if (accept)
            context.Items[QueryKeyItem] = request.Query[name].ToString();
        request.QueryString = QueryString.Create(request.Query.Where(pair => !QueryKeys.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)));
    }

    private static Credential? FromAuthorization(string header)
    {
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var (scheme, value) = space < 0 ? (header, "") : (header[..space], header[(space + 1)..].Trim());
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return new Credential("Bearer", value);
        return scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? new Credential("Basic", BasicPassword(value)) : null;
    }

    // undecodable is present and wrong, not absent
    private static string BasicPassword(string value)
    {
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(value));
            return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
        catch (FormatException)
        {
            return "";
        }
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Place = ").Append(Place);
        return true;
    }
}
