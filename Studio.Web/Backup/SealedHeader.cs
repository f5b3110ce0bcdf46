using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Studio.Web.Backup;

/// <summary>
/// The first 128 bytes of an encrypted archive, numbers big-endian: 16 of name and version, 4 of rounds, 4 of the chunk's length, 32 of
/// salt, 7 that begin every nonce, 1 of zero, 32 that prove the passphrase (HMAC-SHA-256 of the 64 bytes before), 32 that show damage
/// (SHA-256 of the 96 before). What follows is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) with AES-256-GCM:
/// chunks, each with a tag of 16 bytes, whose nonce is the beginning, the chunk's number (4 bytes) and 1 for the last, so that nothing can
/// be cut off, left out or put elsewhere. The whole header is associated data of every chunk.
/// </summary>
internal sealed class SealedHeader : IDisposable
{
    public const int Length = 128;
    public const int TagLength = 16;

    /// <summary>Of PBKDF2 with HMAC-SHA-512; recorded in each archive, so that it can rise.</summary>
    public const int Rounds = 600_000;

    public const int ChunkLength = 1 << 20;

    private const int MostRounds = 20_000_000; // somebody else's header must not keep the machine busy for hours
    private const int MostChunkLength = 16 << 20;
    private const int ProvenLength = 64;
    private const int SummedLength = 96;

    private readonly AesGcm _cipher;

    private SealedHeader(byte[] bytes, byte[] key)
    {
        Bytes = bytes;
        _cipher = new AesGcm(key, TagLength);
    }

    private static ReadOnlySpan<byte> Magic => "studio-sealed-1\n"u8;

    public byte[] Bytes { get; }

    public int Chunk => BinaryPrimitives.ReadInt32BigEndian(Bytes.AsSpan(20));

    /// <summary>A new one with a salt of its own.</summary>
    public static SealedHeader Create(string passphrase, int rounds = Rounds, int chunk = ChunkLength)
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), rounds);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), chunk);
        RandomNumberGenerator.Fill(bytes.AsSpan(24, 39));
        var (key, proof) = Derive(passphrase, bytes);
        HMACSHA256.HashData(proof, bytes.AsSpan(0, ProvenLength), bytes.AsSpan(ProvenLength));
        SHA256.HashData(bytes.AsSpan(0, SummedLength), bytes.AsSpan(SummedLength));
        return new(bytes, key);
    }

    public static bool IsHeader(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <exception cref="BackupException">Damaged, or another passphrase.</exception>
    public static SealedHeader Read(byte[] bytes, string passphrase)
    {
        if (bytes.Length != Length || !IsHeader(bytes) || !SHA256.HashData(bytes.AsSpan(0, SummedLength)).AsSpan()
            .SequenceEqual(bytes.AsSpan(SummedLength)))
            throw new BackupException(BackupProblem.Damaged, "The beginning of the archive is damaged. Take another copy of it.");
        var rounds = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16));
        var chunk = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20));
        if (rounds is < 1 or > MostRounds || chunk is < 1 or > MostChunkLength)
            throw new BackupException(BackupProblem.Hostile, "The archive asks for more work or memory than any that Studio made. It is refused.");
        var (key, proof) = Derive(passphrase, bytes);
        var expected = HMACSHA256.HashData(proof, bytes.AsSpan(0, ProvenLength));
        return CryptographicOperations.FixedTimeEquals(expected, bytes.AsSpan(ProvenLength, 32))
            ? new(bytes, key)
            : throw new BackupException(BackupProblem.WrongPassphrase, "The passphrase is not the one that the archive was made with.");
    }

    /// <param name="sealedChunk">The chunk's bytes, and then room for the tag.</param>
    public void Encrypt(uint number, bool isLast, ReadOnlySpan<byte> plain, Span<byte> sealedChunk) =>
        _cipher.Encrypt(Nonce(number, isLast), plain, sealedChunk[..plain.Length], sealedChunk.Slice(plain.Length, TagLength), Bytes);

    /// <exception cref="BackupException">It is not the chunk of that place.</exception>
    public void Decrypt(uint number, bool isLast, ReadOnlySpan<byte> sealedChunk, Span<byte> plain)
    {
        try
        {
            _cipher.Decrypt(Nonce(number, isLast), sealedChunk[..^TagLength], sealedChunk[^TagLength..], plain, Bytes);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new BackupException(BackupProblem.Damaged, isLast
                ? "The archive is cut off, or damaged at its end. Take another copy of it."
                : $"The archive is damaged: its piece {number + 1} is not as it was written. Take another copy of it.", e);
        }
    }

    public void Dispose() => _cipher.Dispose();

    private byte[] Nonce(uint number, bool isLast)
    {
        var nonce = new byte[12];
        Bytes.AsSpan(56, 7).CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(7), number);
        nonce[11] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }

    private static (byte[] Key, byte[] Proof) Derive(string passphrase, byte[] header)
    {
        var made = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase.Normalize()), header.AsSpan(24, 32),
            BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(16)), HashAlgorithmName.SHA512, 64);
        return (made[..32], made[32..]);
    }
}
