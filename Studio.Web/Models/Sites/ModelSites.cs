using System.Net;
using System.Net.Http.Headers;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Sites;

/// <summary>Which source is whose, and who is told which token.</summary>
internal sealed class ModelSites(IEnumerable<ModelSite> sites, SiteTokens tokens)
{
    // what stores of signed addresses answer once they have ended
    private static readonly HttpStatusCode[] Expired =
        [HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.Gone];

    private readonly IReadOnlyList<ModelSite> _sites = [.. sites];

    public ModelSite? Of(DownloadSource source) => _sites.FirstOrDefault(site => site.Has(source));

    /// <summary>The file behind a source; of a plain address nothing is known but its name.</summary>
    /// <exception cref="SiteException">The site does not say.</exception>
    public Task<RemoteFile> FindAsync(DownloadSource source, string owner, CancellationToken cancellationToken) => source switch
    {
        _ when Of(source) is { } site => site.FindAsync(source, owner, cancellationToken),
        DownloadSource.Address address => Task.FromResult(new RemoteFile(address.Uri, FileNameOf(address.Uri))),
        _ => throw new SiteException($"Nobody here knows {source.Shown}.", mayPass: false),
    };

    /// <summary>A request with the token of whoever asks, where the address is the site's own.</summary>
    public HttpRequestMessage Request(Uri address, string owner)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (_sites.FirstOrDefault(site => site.IsAt(address)) is { } site && tokens.Of(owner, site.Name) is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    /// <summary>Why an answer is no file, as an exception to throw.</summary>
    public SiteException Refused(DownloadSource source, Uri asked, HttpResponseMessage response, string owner, TimeProvider time)
    {
        var status = response.StatusCode;
        var at = response.RequestMessage?.RequestUri ?? asked;
        if (status == HttpStatusCode.TooManyRequests || (int)status >= 500 || status == HttpStatusCode.RequestTimeout)
            return new($"{at.Host} answers {(int)status}: it wants to be asked later.", true, After(response, time));
        var isRedirected = at.GetLeftPart(UriPartial.Authority) != asked.GetLeftPart(UriPartial.Authority);
        if (isRedirected && Expired.Contains(status))
            return new($"The address that {asked.Host} led to has expired ({(int)status}).", true);
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden)
            return new(Of(source) is { } site
                ? site.Refusal(source, status, tokens.Of(owner, site.Name) is not null)
                : $"{asked.Host} does not give this file to everybody ({(int)status}). Fetch it with your browser and put it into the models folder.",
                false);
        return new(status is HttpStatusCode.NotFound or HttpStatusCode.Gone
            ? $"{at.Host} has no such file ({(int)status}). Look at the source whether it was moved or taken away."
            : $"{at.Host} answers {(int)status} instead of giving the file.", false);
    }

    /// <summary>One plain name that every system can store.</summary>
    public static string PlainName(string name)
    {
        var plain = new string([.. name.Select(letter => letter < ' ' || "/\\:*?\"<>|".Contains(letter) ? '_' : letter)]).Trim(' ', '.');
        return SafePath.IsName(plain) ? plain : "model";
    }

    private static string FileNameOf(Uri address) => PlainName(Uri.UnescapeDataString(address.Segments[^1].Trim('/')));

    private static TimeSpan? After(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } => date - time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };
}
