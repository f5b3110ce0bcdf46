using System.Net;
using System.Text.Json.Nodes;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Sites;

/// <summary>
/// Hugging Face (huggingface.co/docs/hub/api): a revision is pinned to its commit, so that what is fetched cannot change on the way; files
/// of some size have a SHA-256 there.
/// </summary>
internal sealed class HuggingFaceSite(StudioOptions options, SiteApi api)
    : ModelSite("huggingface", "Hugging Face", new Uri(options.Downloads.HuggingFace))
{
    public override bool Has(DownloadSource source) => source is DownloadSource.HuggingFace;

    public override async Task<RemoteFile> FindAsync(DownloadSource source, string owner, CancellationToken cancellationToken)
    {
        var wanted = (DownloadSource.HuggingFace)source;
        var revision = Uri.EscapeDataString(wanted.Revision);
        var info = await api.GetObjectAsync(this, $"/api/models/{wanted.Repository}/revision/{revision}?blobs=true", source, owner, cancellationToken);
        var file = info["siblings"].Objects().FirstOrDefault(entry => entry["rfilename"].Text() == wanted.File)
            ?? throw new SiteException($"{wanted.Repository} has no file '{wanted.File}' in its revision {wanted.Revision}.", mayPass: false);
        var commit = info["sha"].Text() is { Length: > 0 } sha ? sha : wanted.Revision;
        var path = string.Join('/', wanted.File.Split('/').Select(Uri.EscapeDataString));
        return new RemoteFile(new Uri(Address, $"/{wanted.Repository}/resolve/{Uri.EscapeDataString(commit)}/{path}"),
            ModelSites.PlainName(wanted.File.Split('/')[^1]))
        {
            Bytes = (long?)(file["lfs"].At("size").Number() ?? file["size"].Number()),
            Hash = file["lfs"].At("sha256").Sha256() ?? file["lfs"].At("oid").Sha256(),
            Licence = LicenceIn(info),
            BaseModel = BaseModelIn(info),
            Page = new Uri(Address, $"/{wanted.Repository}").AbsoluteUri,
        };
    }

    public override string Refusal(DownloadSource source, HttpStatusCode status, bool hasToken)
    {
        var repository = source is DownloadSource.HuggingFace file ? file.Repository : "This repository";
        var page = source is DownloadSource.HuggingFace ? $" at {new Uri(Address, $"/{repository}")}" : "";
        return hasToken
            ? $"{repository} is gated, and the account of your access token may not have it. Sign in{page}, accept its terms, then resume."
            : $"{repository} is gated, private or not there. Accept its terms{page}, make an access token at {new Uri(Address, "/settings/tokens")}, "
                + "and enter it on the Models page (or set HF_TOKEN for the server), then resume.";
    }

    private static string? LicenceIn(JsonObject info) => info["cardData"].At("license").Text()
        ?? info["tags"].Texts().FirstOrDefault(tag => tag.StartsWith("license:", StringComparison.Ordinal))?["license:".Length..];

    private static string? BaseModelIn(JsonObject info) =>
        info["cardData"].At("base_model").Text() ?? (info["cardData"].At("base_model").Texts() is [var first, ..] ? first : null);
}
