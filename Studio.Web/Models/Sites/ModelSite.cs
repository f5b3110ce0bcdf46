using System.Net;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Sites;

/// <summary>A site with models: how its files are found, and what its refusals mean.</summary>
internal abstract class ModelSite(string name, string title, Uri address)
{
    /// <summary>Its key in requests and rows.</summary>
    public string Name { get; } = name;

    /// <summary>Its name for people.</summary>
    public string Title { get; } = title;

    /// <summary>Scheme, host and port are what its tokens are sent to, and nothing else.</summary>
    public Uri Address { get; } = address;

    public abstract bool Has(DownloadSource source);

    /// <summary>What the site says of a file.</summary>
    /// <exception cref="SiteException">It does not say; the message says why and what to do.</exception>
    public abstract Task<RemoteFile> FindAsync(DownloadSource source, string owner, CancellationToken cancellationToken);

    /// <summary>What a 401, 402 or 403 of the site means for whoever wants the file, and what to do.</summary>
    public abstract string Refusal(DownloadSource source, HttpStatusCode status, bool hasToken);

    public bool IsAt(Uri address) => address.GetLeftPart(UriPartial.Authority) == Address.GetLeftPart(UriPartial.Authority);
}
