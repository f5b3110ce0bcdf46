using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Studio.Web.Extensions.Packages;

/// <summary>What package.json in a package says: whose it is and what every file's SHA-256 is. Its bytes are what is signed.</summary>
internal sealed record PackageContents(int Format, string Name, string Version, IReadOnlyDictionary<string, string> Files)
{
    public const string FileName = "package.json";
    public const string SignatureName = "package.sig";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}

/// <summary>
/// A zip with an extension. Nothing of it is believed: names stay in the folder, links and doubles are refused, sizes are counted while
/// unpacking, and with a key every file must be the one that was signed.
/// </summary>
internal sealed class ExtensionPackage : IDisposable
{
    public const long MostBytes = 512L << 20;

    private const int MostFiles = 2000;
    private const int MostContentsBytes = 1 << 20;
    private const int UnixTypeMask = 0xF000;
    private const int UnixFile = 0x8000;
    private const int UnixFolder = 0x4000;

    private readonly ZipArchive _zip;

    private ExtensionPackage(ZipArchive zip) => _zip = zip;

    /// <summary>Null in a plain zip, which nobody can have signed.</summary>
    public PackageContents? Contents { get; private set; }

    /// <exception cref="ExtensionException">It is no zip, or no such package.</exception>
    public static ExtensionPackage Open(Stream file)
    {
        try
        {
            var package = new ExtensionPackage(new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: false));
            package.Contents = package.Find(PackageContents.FileName) is { } entry ? Parse(ReadSmall(entry)) : null;
            return package;
        }
        catch (InvalidDataException e)
        {
            throw new ExtensionException("This is not a zip file, or it is damaged.", e);
        }
    }

    /// <exception cref="ExtensionException">It was not signed with this key.</exception>
    public void RequireSignature(ECDsa key)
    {
        if (Contents is null || Find(PackageContents.SignatureName) is not { } signature)
            throw new ExtensionException("The package is not signed.");
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(ReadSmall(signature)));
        }
        catch (FormatException)
        {
            throw new ExtensionException("The package's signature cannot be read.");
        }

        if (!key.VerifyData(ReadSmall(Find(PackageContents.FileName)!), bytes, HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence))
            throw new ExtensionException("The package was not signed with the key of the configured catalogue, or was changed since.");
    }

    /// <summary>Writes all files below <paramref name="folder"/>, which must be empty.</summary>
    /// <exception cref="ExtensionException">A name, size or content is not acceptable; what was written is the caller's to
    /// delete.</exception>
    public void Unpack(string folder)
    {
        if (_zip.Entries.Count > MostFiles)
            throw new ExtensionException($"The package has more than {MostFiles} files.");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var left = MostBytes;
        foreach (var entry in _zip.Entries)
        {
            var name = entry.FullName.Replace('\\', '/');
            if (name.EndsWith('/') || name is PackageContents.FileName or PackageContents.SignatureName)
                continue;
            if ((entry.ExternalAttributes >> 16 & UnixTypeMask) is not (0 or UnixFile or UnixFolder))
                throw new ExtensionException($"'{Shown(name)}' in the package is a link or a device.");
            if (SafePath.Below(folder, name) is not { } path)
                throw new ExtensionException($"'{Shown(name)}' in the package is not a name inside its folder.");
            if (!seen.Add(name))
                throw new ExtensionException($"'{Shown(name)}' is in the package twice.");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            left = Write(entry, path, name, left);
        }

        if (Contents?.Files.Keys.FirstOrDefault(name => !seen.Contains(name)) is { } missing)
            throw new ExtensionException($"'{Shown(missing)}' is missing in the package.");
    }

    public void Dispose() => _zip.Dispose();

    /// <returns>Bytes that may still follow.</returns>
    private long Write(ZipArchiveEntry entry, string path, string name, long left)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var from = entry.Open())
        using (var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = from.Read(buffer)) > 0;)
            {
                if ((left -= read) < 0)
                    throw new ExtensionException($"The package unpacks to more than {MostBytes >> 20} MB.");
                hash.AppendData(buffer, 0, read);
                to.Write(buffer, 0, read);
            }
        }

        if (Contents is not null && !(Contents.Files.TryGetValue(name, out var expected)
            && expected.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), StringComparison.OrdinalIgnoreCase)))
            throw new ExtensionException($"'{Shown(name)}' is not the file that {PackageContents.FileName} names.");
        return left;
    }

    private ZipArchiveEntry? Find(string name)
    {
        var found = _zip.Entries.Where(entry => entry.FullName == name).ToList();
        return found.Count < 2 ? found.FirstOrDefault() : throw new ExtensionException($"{name} is in the package twice.");
    }

    private static PackageContents Parse(byte[] json)
    {
        try
        {
            var contents = JsonSerializer.Deserialize<PackageContents>(json, PackageContents.Json);
            return contents is { Format: 1, Name: not null, Version: not null, Files: not null }
                ? contents
                : throw new ExtensionException($"{PackageContents.FileName} is of another format; a newer Studio may know it.");
        }
        catch (JsonException e)
        {
            throw new ExtensionException($"{PackageContents.FileName} in the package is not valid.", e);
        }
    }

    private static byte[] ReadSmall(ZipArchiveEntry entry)
    {
        using var from = entry.Open();
        var buffer = new byte[MostContentsBytes + 1];
        var length = from.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length <= MostContentsBytes
            ? buffer[..length]
            : throw new ExtensionException($"{entry.FullName} in the package is too long.");
    }

    private static string Shown(string name) => name.Length > 100 ? name[..100] + "…" : name;
}
