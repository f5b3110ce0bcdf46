using Studio.Engine;
using Studio.Web.Health;

namespace Studio.Tests.Support;

/// <summary>Volumes of any size with anything wrong; what is not said otherwise is written to the true disk.</summary>
internal sealed class FakeVolumes : IVolumes
{
    private readonly Volumes _real = new();

    public long Total { get; set; } = 1L << 40;

    public long Free { get; set; } = 1L << 39;

    /// <summary>What every write meets.</summary>
    public StorageProblem? Problem { get; set; }

    /// <summary>Asking for the room of this folder is a mistake of the program.</summary>
    public string? MistakeIn { get; set; }

    /// <summary>Bytes of the last write.</summary>
    public int Tried { get; private set; }

    public (long Total, long Free) SpaceOf(string folder) =>
        folder == MistakeIn ? throw new InvalidOperationException("a mistake of the program") : (Total, Free);

    public StorageProblem? TryWrite(string folder, int bytes)
    {
        Tried = bytes;
        return Problem ?? _real.TryWrite(folder, Math.Min(bytes, 4096));
    }
}
