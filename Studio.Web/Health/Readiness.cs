using System.Data.Common;
using Studio.Engine;
using Studio.Web.Data;

namespace Studio.Web.Health;

/// <summary>
/// Whether anything can be stored: a row in the database, a picture in the output folder. Looks by writing a little, and not more often
/// than every few seconds, since everybody may ask.
/// </summary>
public sealed class Readiness(StudioDb db, StudioOptions options, IVolumes volumes, TimeProvider time)
{
    // what a small picture and its row take
    private const int Bytes = 128 << 10;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _lookedAt;
    private string? _problem;

    /// <summary>What is wrong, in a sentence without paths; null when all is well.</summary>
    public string? Problem()
    {
        lock (_gate)
        {
            if (_lookedAt is { } at && time.GetElapsedTime(at) < Between)
                return _problem;
            _problem = Database() ?? Folder("The output folder", options.Paths.Output) ?? Folder("STUDIO_DIR", options.Paths.Root);
            _lookedAt = time.GetTimestamp();
            return _problem;
        }
    }

    private string? Database()
    {
        try
        {
            db.TryWrite(time, Patience);
            return null;
        }
        catch (DbException e)
        {
            return $"The database does not take anything: {DatabaseFault.Of(e).Reason}";
        }
    }

    private string? Folder(string place, string folder) =>
        volumes.TryWrite(folder, Bytes) is { } problem ? $"{place} cannot be written: {StorageFault.Reason(problem)}" : null;
}
