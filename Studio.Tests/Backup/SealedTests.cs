using System.Text;
using Studio.Web.Backup;

namespace Studio.Tests.Backup;

/// <summary>Encrypted archives: what was written comes back, and nothing that was changed does.</summary>
public sealed class SealedTests
{
    private const int Chunk = 64;
    private const string Passphrase = "correct horse";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(1000)]
    public void Written_OfAnyLength_IsReadAtAnyPlace(int length)
    {
        var plain = Bytes(length);
        var written = Seal(plain);
        using var reader = new SealedReader(new MemoryStream(written), Passphrase);
        Assert.Equal(length, reader.Length);
        using var all = new MemoryStream();
        reader.CopyTo(all);
        Assert.Equal(plain, all.ToArray());
        if (length == 0)
            return;
        reader.Position = length / 2;
        Assert.Equal(plain[length / 2], reader.ReadByte());
    }

    [Fact]
    public void Byte_ChangedAnywhere_IsSeen()
    {
        var written = Seal(Bytes(300));
        for (var at = 0; at < written.Length; at++)
        {
            var changed = (byte[])written.Clone();
            changed[at] ^= 1;
            Assert.Equal((at, BackupProblem.Damaged), (at, ProblemOf(changed)));
        }
    }

    [Fact]
    public void Archive_CutOffOrPutTogetherOtherwise_IsSeen()
    {
        var written = Seal(Bytes(300));
        for (var length = 0; length < written.Length; length++)
            Assert.Equal((length, BackupProblem.Damaged), (length, ProblemOf(written[..length])));
        const int Sealed = Chunk + SealedHeader.TagLength;
        byte[] header = written[..SealedHeader.Length], first = Piece(written, 0), second = Piece(written, 1);
        var rest = written[(SealedHeader.Length + (2 * Sealed))..];
        Assert.Equal(BackupProblem.Damaged, ProblemOf([.. header, .. second, .. first, .. rest]));
        Assert.Equal(BackupProblem.Damaged, ProblemOf([.. header, .. first, .. rest]));
        Assert.Equal(BackupProblem.Damaged, ProblemOf([.. header, .. first, .. first, .. second, .. rest]));
        Assert.Equal(BackupProblem.Damaged, ProblemOf([.. written, .. rest]));

        static byte[] Piece(byte[] all, int number) => all[(SealedHeader.Length + (number * Sealed))
            ..(SealedHeader.Length + ((number + 1) * Sealed))];
    }

    [Fact]
    public void Pieces_OfTwoArchivesOfOnePassphrase_DoNotMix()
    {
        byte[] one = Seal(Bytes(100)), other = Seal(Bytes(100));
        Assert.NotEqual(one, other);
        Assert.Equal(BackupProblem.Damaged, ProblemOf([.. one[..^10], .. other[^10..]]));
    }

    [Fact]
    public void Passphrase_Wrong_SaysSoAndNotThatTheArchiveIsDamaged()
    {
        var e = Assert.Throws<BackupException>(() => new SealedReader(new MemoryStream(Seal(Bytes(10))), "correct horsf"));
        Assert.Equal((BackupProblem.WrongPassphrase, "The passphrase is not the one that the archive was made with."), (e.Problem, e.Message));
    }

    [Fact]
    public void Writer_ThatNeverCompletes_LeavesWhatCannotBeRead()
    {
        using var output = new MemoryStream();
        using (var header = SealedHeader.Create(Passphrase, rounds: 10, chunk: Chunk))
        using (var writer = new SealedWriter(output, header))
            writer.Write(Bytes(Chunk * 3));
        Assert.Equal(BackupProblem.Damaged, ProblemOf(output.ToArray()));
    }

    [Fact]
    public void Header_RecordsTheRoundsOfToday()
    {
        using var header = SealedHeader.Create(Passphrase);
        Assert.Equal([0, 9, 39, 192], header.Bytes[16..20]); // 600 000
        Assert.Equal("studio-sealed-1\n", Encoding.ASCII.GetString(header.Bytes[..16]));
    }

    private static BackupProblem? ProblemOf(byte[] written)
    {
        try
        {
            using var reader = new SealedReader(new MemoryStream(written), Passphrase);
            reader.CopyTo(Stream.Null);
            return null;
        }
        catch (BackupException e)
        {
            return e.Problem;
        }
    }

    private static byte[] Seal(byte[] plain)
    {
        using var output = new MemoryStream();
        using var header = SealedHeader.Create(Passphrase, rounds: 10, chunk: Chunk);
        using var writer = new SealedWriter(output, header);
        foreach (var part in plain.Chunk(7)) // in pieces that are no chunks
            writer.Write(part);
        writer.Complete();
        return output.ToArray();
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(at => (byte)(at * 31))];
}
