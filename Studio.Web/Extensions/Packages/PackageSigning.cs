using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Studio.Web.Extensions.Packages;

/// <summary>The other side of <see cref="ExtensionPackage"/>: keys (ECDSA, P-256) and packing.</summary>
internal static class PackageSigning
{
    /// <summary>A new pair as PEM.</summary>
    public static (string Private, string Public) NewKeys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key.ExportPkcs8PrivateKeyPem() + "\n", key.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    /// <summary>Packs an extension's folder; the same files give the same package.json.</summary>
    /// <exception cref="ExtensionException">The folder is no extension.</exception>
    public static PackageContents Pack(string folder, Stream output, ECDsa? key)
    {
        var manifest = ExtensionManifest.Read(Path.Join(folder, ExtensionManifest.FileName));
        var root = Path.GetFullPath(folder);
        var files = Directory.EnumerateFiles(root, "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(path => (Path: path, Name: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(file => file.Name is not (PackageContents.FileName or PackageContents.SignatureName))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        var contents = new PackageContents(1, Path.GetFileName(root), manifest.Version,
            files.ToDictionary(file => file.Name, file => Hash(file.Path)));
        if (!ExtensionInstaller.IsName(contents.Name))
            throw new ExtensionException($"The folder's name '{contents.Name}' cannot be an extension's: {ExtensionInstaller.NameRule}");
        var json = JsonSerializer.SerializeToUtf8Bytes(contents, PackageContents.Json);
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, PackageContents.FileName, json);
        if (key is not null)
            Add(zip, PackageContents.SignatureName, Encoding.ASCII.GetBytes(
                Convert.ToBase64String(key.SignData(json, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))));
        foreach (var (path, name) in files)
            Add(zip, name, File.ReadAllBytes(path));
        return contents;
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
        entry.Write(bytes);
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
