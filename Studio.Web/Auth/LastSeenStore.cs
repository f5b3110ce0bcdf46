using System.Data.Common;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth;

/// <summary>
/// Notes when a session was seen and a key used. That is worth knowing and nothing more: on a full disk, or while another program holds the
/// database, the request goes on without it. What could not be noted is tried again a while later, and told to the log once.
/// </summary>
internal sealed class LastSeenStore(StudioDb db, TimeProvider time, ILogger<LastSeenStore> log)
{
    /// <summary>A request waits this long for another writer, and no request at all for a while after that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private long _failedAt;
    private int _isFailing;

    /// <param name="now">Unix milliseconds.</param>
    public Task SessionAsync(string id, long now) => NoteAsync("UPDATE sessions SET last_seen_at = @now WHERE id = @id", new { now, id });

    /// <param name="now">Unix milliseconds.</param>
    public Task KeyAsync(string id, long now, string from) =>
        NoteAsync("UPDATE api_keys SET last_used_at = @now, last_used_from = @from WHERE id = @id", new { id, now, from });

    private async Task NoteAsync(string sql, object parameters)
    {
        if (Volatile.Read(ref _isFailing) == 1 && time.GetElapsedTime(Volatile.Read(ref _failedAt)) < Rest)
            return;
        try
        {
            await using var connection = await db.OpenAsync(Patience);
            await connection.ExecuteAsync(sql, parameters);
            if (Interlocked.Exchange(ref _isFailing, 0) == 1)
                log.LogInformation("When sessions are seen and keys used is noted again");
        }
        catch (DbException e)
        {
            Volatile.Write(ref _failedAt, time.GetTimestamp());
            if (Interlocked.Exchange(ref _isFailing, 1) == 0)
                log.LogWarning("When sessions are seen and keys used cannot be noted: {Reason}", DatabaseFault.Of(e).Reason);
        }
    }
}
