using System.Security.Cryptography;
using System.Text.Json;
using Studio.Engine;
using Studio.Web.Outgoing;

namespace Studio.Web.Extensions.Packages;

/// <summary>One package that may be installed. <paramref name="Url"/> is an address, or a file beside a catalogue that is a file.</summary>
public sealed record CatalogueEntry(string Name, string Version, string Url, string Sha256, string? Description = null);

/// <summary>
/// The list of packages that the operator trusts (Extensions:Catalogue), and the key that they are signed with (Extensions:PublicKey).
/// </summary>
internal sealed class SignedCatalogue(StudioOptions options, OutgoingHttp http)
{
    private const int MostCatalogueBytes = 4 << 20;
    private const long MostPackageBytes = 200L << 20;

    private sealed record Listed(IReadOnlyList<CatalogueEntry>? Packages);

    /// <exception cref="ExtensionException">There is no catalogue, or it cannot be read.</exception>
    public async Task<IReadOnlyList<CatalogueEntry>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await OpenAsync(Place, MostCatalogueBytes, cancellationToken);
            var packages = (await JsonSerializer.DeserializeAsync<Listed>(stream, PackageContents.Json, cancellationToken))?.Packages ?? [];
            return [.. packages.Where(entry => entry is { Name: not null, Version: not null, Url: not null, Sha256: not null })];
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException or UnauthorizedAccessException)
        {
            throw new ExtensionException($"The catalogue cannot be read: {StorageFault.Words(e)}", e);
        }
    }

    /// <summary>The public key; dispose it.</summary>
    /// <exception cref="ExtensionException">There is none, or it is not a P-256 key in PEM.</exception>
    public ECDsa Key()
    {
        try
        {
            var file = options.Paths.Resolve(options.Extensions.PublicKey) ?? throw NotConfigured();
            var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(file));
            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw new ExtensionException($"The catalogue's public key (Extensions:PublicKey) cannot be read: {StorageFault.Words(e)}", e);
        }
    }

    /// <summary>Copies the package of an entry into a file and makes sure that it is the listed one.</summary>
    /// <exception cref="ExtensionException">It cannot be had, or is another.</exception>
    public async Task FetchAsync(CatalogueEntry entry, Stream target, CancellationToken cancellationToken)
    {
        try
        {
            var place = IsAddress(entry.Url) ? entry.Url : Beside(entry.Url);
            await using var from = await OpenAsync(place, MostPackageBytes, cancellationToken);
            await from.CopyToAsync(target, cancellationToken);
            await RequireListedAsync(entry, target, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or UnauthorizedAccessException)
        {
            throw new ExtensionException($"The package cannot be fetched: {StorageFault.Words(e)}", e);
        }
    }

    /// <summary>Copies what lies at an address that an administrator named.</summary>
    public async Task FetchAsync(Uri address, Stream target, CancellationToken cancellationToken)
    {
        try
        {
            using var client = http.CreateClient(new() { MaxBytes = MostPackageBytes, Timeout = TimeSpan.FromMinutes(10) });
            await using var from = await client.GetStreamAsync(address, cancellationToken);
            await from.CopyToAsync(target, cancellationToken);
            target.Position = 0;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException)
        {
            throw new ExtensionException($"The package cannot be fetched: {StorageFault.Words(e)}", e);
        }
    }

    /// <summary>Whether these are the bytes that the catalogue lists; leaves the stream at its beginning.</summary>
    public static async Task RequireListedAsync(CatalogueEntry entry, Stream package, CancellationToken cancellationToken)
    {
        package.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(package, cancellationToken));
        package.Position = 0;
        if (!hash.Equals(entry.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new ExtensionException($"This is not the package that the catalogue lists as {entry.Name} {entry.Version}.");
    }

    private string Place => options.Extensions.Catalogue ?? throw NotConfigured();

    private static bool IsAddress(string place) =>
        place.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || place.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>A name in the catalogue that is no address: beside the catalogue, and nowhere else.</summary>
    private string Beside(string name)
    {
        if (IsAddress(Place))
            return new Uri(new Uri(Place), name).AbsoluteUri;
        return SafePath.Below(Path.GetDirectoryName(options.Paths.Resolve(Place))!, name)
            ?? throw new ExtensionException($"'{name}' in the catalogue is not a file beside it.");
    }

    private async Task<Stream> OpenAsync(string place, long most, CancellationToken cancellationToken)
    {
        if (IsAddress(place))
        {
            using var client = http.CreateClient(new() { MaxBytes = most, Timeout = TimeSpan.FromMinutes(10) });
            return await client.GetStreamAsync(new Uri(place), cancellationToken);
        }

        if (IsAddress(Place))
            throw new ExtensionException("A catalogue from an address cannot name files of this machine.");
        var file = options.Paths.Resolve(place)!;
        return new FileInfo(file).Length <= most
            ? File.OpenRead(file)
            : throw new ExtensionException($"{Path.GetFileName(file)} is larger than {most >> 20} MB.");
    }

    private static ExtensionException NotConfigured() =>
        new("No catalogue is configured. Set Extensions:Catalogue to its file or address, and Extensions:PublicKey to the file of its key.");
}
