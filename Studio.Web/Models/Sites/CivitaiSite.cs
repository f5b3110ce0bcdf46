using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Sites;

/// <summary>CivitAI's public REST API (developer.civitai.com): model versions with their files, hashes and trigger words.</summary>
internal sealed class CivitaiSite(StudioOptions options, SiteApi api) : ModelSite("civitai", "CivitAI", new Uri(options.Downloads.Civitai))
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Checkpoint"] = "checkpoints",
        ["LORA"] = "loras",
        ["LoCon"] = "loras",
        ["DoRA"] = "loras",
        ["TextualInversion"] = "embeddings",
        ["Hypernetwork"] = "hypernetworks",
        ["VAE"] = "vae",
        ["Controlnet"] = "controlnet",
        ["Upscaler"] = "upscale_models",
    };

    public override bool Has(DownloadSource source) => source is DownloadSource.Civitai;

    public override async Task<RemoteFile> FindAsync(DownloadSource source, string owner, CancellationToken cancellationToken)
    {
        var wanted = (DownloadSource.Civitai)source;
        var info = await api.GetObjectAsync(this, string.Create(CultureInfo.InvariantCulture, $"/api/v1/model-versions/{wanted.Version}"), source,
            owner, cancellationToken);
        var files = info["files"].Objects().ToList();
        var file = (wanted.File is { } number ? files.FirstOrDefault(entry => (long?)entry["id"].Number() == number)
            : files.FirstOrDefault(entry => entry["primary"].IsTrue()) ?? files.FirstOrDefault())
            ?? throw new SiteException($"{source.Shown} has no such file.", mayPass: false);
        return new RemoteFile(AddressOf(file["downloadUrl"].Text() ?? info["downloadUrl"].Text(), wanted),
            ModelSites.PlainName(file["name"].Text() ?? "model.safetensors"))
        {
            Bytes = file["sizeKB"].Number() is { } size ? (long)Math.Round(size * 1024) : null,
            Hash = file["hashes"].At("SHA256").Sha256(),
            Kind = KindOf(info["model"].At("type").Text(), file["type"].Text()),
            BaseModel = info["baseModel"].Text(),
            Words = info["trainedWords"].Texts(),
            Page = PageOf(info, wanted),
        };
    }

    public override string Refusal(DownloadSource source, HttpStatusCode status, bool hasToken)
    {
        var how = $"make a key at {new Uri(Address, "/user/account")} and enter it on the Models page (or set CIVITAI_API_KEY for the server), then resume.";
        return status == HttpStatusCode.Unauthorized
            ? hasToken ? $"CivitAI does not take the key: {how}" : $"CivitAI gives this file to signed-in people only: {how}"
            : $"CivitAI does not give {source.Shown} to this account ({(int)status}): it is in early access, is paid for, or was taken away. "
                + $"{(hasToken ? "Its page says what it asks for." : $"If its page offers it to you, {how}")}";
    }

    /// <summary>The folder that CivitAI's type belongs into; the VAE in a checkpoint's version is a VAE.</summary>
    public static string? KindOf(string? type, string? fileType) =>
        string.Equals(fileType, "VAE", StringComparison.OrdinalIgnoreCase) ? "vae" : Kinds.GetValueOrDefault(type ?? "");

    // an answer must not send the key elsewhere: only its own addresses are taken
    private Uri AddressOf(string? told, DownloadSource.Civitai wanted) =>
        Uri.TryCreate(told, UriKind.Absolute, out var address) && IsAt(address)
            ? address
            : new Uri(Address, string.Create(CultureInfo.InvariantCulture, $"/api/download/models/{wanted.Version}"));

    private string? PageOf(JsonObject info, DownloadSource.Civitai wanted) => (long?)info["modelId"].Number() is { } model
        ? new Uri(Address, string.Create(CultureInfo.InvariantCulture, $"/models/{model}?modelVersionId={wanted.Version}")).AbsoluteUri
        : null;
}
