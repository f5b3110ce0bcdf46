using System.Text;

namespace Studio.Tests.Support;

/// <summary>What tests of cookies and answers say often.</summary>
public static class HttpExtensions
{
    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, string json) =>
        client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"));

    public static async Task<HttpResponseMessage> GetWithCookieAsync(this HttpClient client, string path, string session,
        string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Cookie", $"session={session}");
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request);
    }

    /// <summary>GET with headers given as "Name: value".</summary>
    public static async Task<HttpResponseMessage> SendAsync(this HttpClient client, HttpMethod method, string path, params string[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var header in headers)
        {
            var (name, value) = (header[..header.IndexOf(':', StringComparison.Ordinal)],
                header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (name == "Host")
                request.Headers.Host = value;
            else
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    /// <summary>
    /// The whole Set-Cookie line of a cookie, attributes in lower case as the server writes them; null when it is not set.
    /// </summary>
    public static string? Cookie(this HttpResponseMessage response, string name = "session") =>
        response.Headers.TryGetValues("Set-Cookie", out var lines)
            ? lines.SingleOrDefault(line => line.StartsWith($"{name}=", StringComparison.Ordinal))
            : null;

    public static string? CookieValue(this HttpResponseMessage response, string name = "session") =>
        response.Cookie(name) is { } line ? line[(name.Length + 1)..line.IndexOf(';', StringComparison.Ordinal)] : null;
}
