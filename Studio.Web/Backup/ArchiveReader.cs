using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Studio.Web.Backup;

/// <summary>
/// Reads an archive that may come from anybody: only what its manifest names, never more bytes than it names, and each part against its
/// hash.
/// </summary>
internal sealed class ArchiveReader : IDisposable
{
    private const int MostParts = 5_000_000;

    // deflate packs no file of Studio's so far; a database that is nearly empty is a small one
    private const long MostGrowth = 200;
    private const long FreeGrowth = 256L << 20;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    private ArchiveReader(ZipArchive zip, Dictionary<string, ZipArchiveEntry> entries, BackupManifest manifest) =>
        (_zip, _entries, Manifest) = (zip, entries, manifest);

    public BackupManifest Manifest { get; }

    /// <summary>Whether a file is an encrypted archive.</summary>
    public static bool IsSealed(string path)
    {
        using var file = OpenFile(path);
        Span<byte> start = stackalloc byte[16];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && SealedHeader.IsHeader(start);
    }

    /// <exception cref="BackupException">It cannot be opened, read or believed.</exception>
    public static ArchiveReader Open(string path, string? passphrase)
    {
        var isSealed = IsSealed(path);
        if (isSealed && passphrase is null)
            throw new BackupException(BackupProblem.NeedsPassphrase,
                "The archive is encrypted. Give its passphrase with --passphrase-file, STUDIO_BACKUP_PASSPHRASE, or type it when asked.");
        var file = OpenFile(path);
        ZipArchive? zip = null;
        try
        {
            var length = file.Length;
            zip = new ZipArchive(isSealed ? new SealedReader(file, passphrase!) : file, ZipArchiveMode.Read);
            var entries = Entries(zip, length);
            var manifest = BackupManifest.Read(ReadManifest(entries));
            Compare(manifest, entries, length);
            return new(zip, entries, manifest);
        }
        catch (Exception e)
        {
            zip?.Dispose();
            file.Dispose();
            if (e is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException)
                throw new BackupException(BackupProblem.Damaged, $"The archive is damaged, cut off, or no archive: {e.Message} Take another copy of it.", e);
            throw;
        }
    }

    /// <summary>Writes a part into a new file, and compares it.</summary>
    /// <exception cref="BackupException">It is not what the manifest says.</exception>
    public void Extract(BackupPart part, string path, Action<int> written, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Read(part, (block, count) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Write(block, 0, count);
            written(count);
        });
        file.Flush(flushToDisk: true);
    }

    /// <summary>A part that is a text and not long.</summary>
    public string Text(BackupPart part)
    {
        if (part.Bytes > 1 << 20)
            throw BackupManifest.NotOurs($"{part.Name} is far too long");
        using var memory = new MemoryStream();
        Read(part, (block, count) => memory.Write(block, 0, count));
        return Encoding.UTF8.GetString(memory.ToArray()).TrimStart('\uFEFF');
    }

    public void Dispose() => _zip.Dispose();

    private void Read(BackupPart part, Action<byte[], int> take)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (block, left) = (new byte[1 << 18], part.Bytes);
        try
        {
            using var content = _entries[part.Name].Open();
            while (content.Read(block) is > 0 and var count)
            {
                left -= count;
                if (left < 0)
                    throw BackupManifest.NotOurs($"{part.Name} is longer than its manifest says");
                hash.AppendData(block, 0, count);
                take(block, count);
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(part, e);
        }

        if (left != 0 || Convert.ToHexStringLower(hash.GetHashAndReset()) != part.Sha256)
            throw Damaged(part, null);
    }

    private static Dictionary<string, ZipArchiveEntry> Entries(ZipArchive zip, long length)
    {
        if (zip.Entries.Count > MostParts)
            throw BackupManifest.NotOurs("it has more parts than any");
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
        // parts that lie over each other would count the same bytes many times
        if (zip.Entries.Sum(entry => Math.Max(0, entry.CompressedLength)) > length)
            throw BackupManifest.NotOurs("its parts overlap");
        foreach (var entry in zip.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
                throw BackupManifest.NotOurs($"{Shown(entry.FullName)} is in it twice");
        }

        return entries;
    }

    private static byte[] ReadManifest(Dictionary<string, ZipArchiveEntry> entries)
    {
        if (!entries.TryGetValue(BackupManifest.FileName, out var entry) || !entries.TryGetValue(BackupManifest.SumName, out var sum))
            throw BackupManifest.NotOurs("it has no manifest");
        var bytes = Bounded(entry, BackupManifest.MostBytes);
        return Encoding.ASCII.GetString(Bounded(sum, 256)).Trim() == BackupManifest.SumOf(bytes)
            ? bytes
            : throw new BackupException(BackupProblem.Damaged, "The archive's manifest is damaged. Take another copy of it.");
    }

    private static byte[] Bounded(ZipArchiveEntry entry, int most)
    {
        using var content = entry.Open();
        using var memory = new MemoryStream();
        var block = new byte[1 << 16];
        while (content.Read(block) is > 0 and var count)
        {
            if (memory.Length + count > most)
                throw BackupManifest.NotOurs($"{entry.FullName} is far too long");
            memory.Write(block, 0, count);
        }

        return memory.ToArray();
    }

    private static void Compare(BackupManifest manifest, Dictionary<string, ZipArchiveEntry> entries, long length)
    {
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var total = 0L;
        foreach (var part in manifest.Parts)
        {
            if (!part.Name.Split('/').All(SafePath.IsName))
                throw BackupManifest.NotOurs($"a part is called {Shown(part.Name)}, which is no name or leads out of its folder");
            if (!named.Add(part.Name) || !entries.ContainsKey(part.Name))
                throw BackupManifest.NotOurs($"{Shown(part.Name)} is missing or named twice");
            if (part.Bytes > long.MaxValue / 4 - total)
                throw BackupManifest.NotOurs("it says that it is longer than any disk");
            total += part.Bytes;
        }

        if (entries.Count != named.Count + 2)
            throw BackupManifest.NotOurs("it has parts that its manifest does not name");
        if (total - FreeGrowth > length * MostGrowth)
            throw BackupManifest.NotOurs("it would become far larger than a backup does");
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupProblem.Missing, $"{path} cannot be read: {Engine.StorageFault.Words(e)}", e);
        }
    }

    private static BackupException Damaged(BackupPart part, Exception? cause) =>
        new(BackupProblem.Damaged, $"The archive is damaged: {part.Name} is not as it was written. Take another copy of it. Nothing was changed.", cause);

    private static string Shown(string name) => string.Concat((name.Length > 80 ? name[..80] + "…" : name)
        .Select(sign => char.IsControl(sign) ? '?' : sign));
}
