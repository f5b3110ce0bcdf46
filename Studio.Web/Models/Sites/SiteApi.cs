using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.Models.Downloads;
using Studio.Web.Outgoing;

namespace Studio.Web.Models.Sites;

/// <summary>Asks a site's public API for JSON, with the token of whoever asks.</summary>
internal sealed class SiteApi(OutgoingHttp http, SiteTokens tokens, TimeProvider time)
{
    private static readonly OutgoingLimits Limits = new() { MaxBytes = 32 << 20, Timeout = TimeSpan.FromSeconds(60) };

    /// <param name="source">What it is about, for the words of a refusal; null when it is about no file.</param>
    /// <exception cref="SiteException">The site refuses, does not answer, or answers something else.</exception>
    public async Task<JsonNode> GetAsync(ModelSite site, string path, DownloadSource? source, string owner,
        CancellationToken cancellationToken)
    {
        var address = new Uri(site.Address, path);
        var sites = new ModelSites([site], tokens);
        try
        {
            using var client = http.CreateClient(Limits);
            using var request = sites.Request(address, owner);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw sites.Refused(source ?? new DownloadSource.Address(address), address, response, owner, time);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonNode.ParseAsync(body, cancellationToken: cancellationToken)
                ?? throw new SiteException($"{site.Title} answers something that is not what its API describes.", mayPass: true);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SiteException($"{site.Title} answers something that is not what its API describes.", mayPass: true);
        }
        catch (OutgoingRefusedException e)
        {
            throw new SiteException(e.Message, mayPass: false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SiteException($"{site.Title} cannot be reached: {Innermost(e).Message}", mayPass: Innermost(e) is not OutgoingRefusedException);
        }
    }

    /// <summary>The same where an object is answered.</summary>
    /// <exception cref="SiteException">The site refuses, does not answer, or answers something else.</exception>
    public async Task<JsonObject> GetObjectAsync(ModelSite site, string path, DownloadSource source, string owner,
        CancellationToken cancellationToken) =>
        await GetAsync(site, path, source, owner, cancellationToken) as JsonObject
            ?? throw new SiteException($"{site.Title} answers something that is not what its API describes.", mayPass: true);

    internal static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}

/// <summary>Reading JSON of others, where anything may be missing or of another type.</summary>
internal static class LooseJson
{
    public static string? Text(this JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static double? Number(this JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? number
        : null;

    public static bool IsTrue(this JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var truth) && truth;

    public static IEnumerable<JsonObject> Objects(this JsonNode? node) => (node as JsonArray)?.OfType<JsonObject>() ?? [];

    public static IReadOnlyList<string> Texts(this JsonNode? node) =>
        [.. (node as JsonArray)?.Select(Text).OfType<string>().Where(text => text.Length > 0) ?? []];

    /// <summary>SHA-256 in lower-case hex; null when it is something else.</summary>
    public static string? Sha256(this JsonNode? node) => node.Text() is { Length: 64 } text && text.All(char.IsAsciiHexDigit)
        ? text.ToLowerInvariant()
        : null;

    public static JsonNode? At(this JsonNode? node, string name) => node is JsonObject fields ? fields[name] : null;
}
