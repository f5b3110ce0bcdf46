using System.IO.Compression;
using System.Security.Cryptography;

namespace Studio.Web.Backup;

/// <summary>Writes the ZIP file of a backup, encrypted or not, and remembers what went into it.</summary>
internal sealed class ArchiveWriter : IDisposable
{
    // pictures and models do not get smaller
    private static readonly HashSet<string> Packed = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".mp4", ".webm", ".flac", ".mp3", ".ogg", ".zip", ".gz", ".safetensors",
    };

    private readonly SealedHeader? _header;
    private readonly SealedWriter? _sealed;
    private readonly ZipArchive _zip;
    private readonly List<BackupPart> _parts = [];
    private readonly byte[] _block = new byte[1 << 18];

    public ArchiveWriter(Stream output, string? passphrase)
    {
        _header = passphrase is null ? null : SealedHeader.Create(passphrase);
        _sealed = _header is null ? null : new SealedWriter(output, _header);
        _zip = new ZipArchive(_sealed ?? output, ZipArchiveMode.Create, leaveOpen: true);
    }

    public IReadOnlyList<BackupPart> Parts => _parts;

    /// <param name="read">Told of each block.</param>
    public void Add(string name, Stream content, DateTimeOffset modified, Action<int> read, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        using (var entry = Begin(name, modified))
        {
            while (content.Read(_block) is > 0 and var count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(_block, 0, count);
                entry.Write(_block, 0, count);
                bytes += count;
                read(count);
            }
        }

        _parts.Add(new(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), Math.Max(0, modified.ToUnixTimeMilliseconds())));
    }

    /// <summary>The manifest, and the end; without it nothing of the archive is believed.</summary>
    public void Complete(BackupManifest manifest)
    {
        var bytes = manifest.ToBytes();
        using (var entry = Begin(BackupManifest.FileName, manifest.Created))
            entry.Write(bytes);
        using (var entry = Begin(BackupManifest.SumName, manifest.Created))
            entry.Write(System.Text.Encoding.ASCII.GetBytes(BackupManifest.SumOf(bytes)));
        _zip.Dispose();
        _sealed?.Complete();
    }

    public void Dispose()
    {
        _zip.Dispose();
        _sealed?.Dispose();
        _header?.Dispose();
    }

    private Stream Begin(string name, DateTimeOffset modified)
    {
        var entry = _zip.CreateEntry(name, Packed.Contains(Path.GetExtension(name)) ? CompressionLevel.NoCompression
            : CompressionLevel.Fastest);
        // the format knows only 1980 to 2107
        entry.LastWriteTime = modified.Year is >= 1980 and <= 2107 ? modified : new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return entry.Open();
    }
}
