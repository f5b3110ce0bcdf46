using System.IO.Pipelines;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Comfy;

/// <summary>
/// Jobs as JSON, written once: what waits or is over does not change, so a list of ten thousand is put together from what is here. Keeps
/// the texts of the last requests, up to <see cref="MaxBytes"/>; what has not been asked for any more falls out.
/// </summary>
internal sealed class JobTexts(JobQueue queue, long maxBytes = JobTexts.MaxBytes)
{
    public const long MaxBytes = 64 << 20;

    private const int ChunkLength = 250;

    private readonly Lock _gate = new();
    private Dictionary<(TextOf Kind, JobKey Job), byte[]> _young = [];
    private Dictionary<(TextOf Kind, JobKey Job), byte[]> _old = [];
    private long _youngBytes;

    public delegate byte[] TextOf(Job job);

    /// <summary>An entry of /queue.</summary>
    public static TextOf QueueItem { get; } = job => ComfyJson.Write(json => ComfyHistory.QueueItem(json, job));

    /// <summary>A member of /history.</summary>
    public static TextOf HistoryEntry { get; } = job => ComfyJson.Object(json => ComfyHistory.Entry(json, job))[1..^1];

    /// <summary>An entry of /api/jobs.</summary>
    public static TextOf Summary { get; } = job => ComfyJson.Object(json => ComfyJob.Summary(json, job));

    /// <summary>
    /// The texts in the order of <paramref name="keys"/>, with commas between them. A job that is gone meanwhile is left out.
    /// </summary>
    public async Task WriteAsync(PipeWriter to, TextOf kind, CurrentUser user, IEnumerable<JobKey> keys,
        CancellationToken cancellationToken)
    {
        var isFirst = true;
        foreach (var chunk in keys.Chunk(ChunkLength))
        {
            foreach (var text in Find(kind, user, chunk))
            {
                if (!isFirst)
                    Copy(to, ","u8);
                Copy(to, text);
                isFirst = false;
            }

            await to.FlushAsync(cancellationToken);
        }
    }

    private List<byte[]> Find(TextOf kind, CurrentUser user, JobKey[] keys)
    {
        var found = new byte[]?[keys.Length];
        lock (_gate)
        {
            for (var i = 0; i < keys.Length; i++)
                found[i] = Known((kind, keys[i]));
        }

        var missing = keys.Where((_, i) => found[i] is null).Select(key => key.Id).ToList();
        if (missing.Count > 0)
        {
            // a job may have gone on since its key was read: it is shown as it is now
            var made = queue.Find(user, missing).ToDictionary(job => job.Id, job => (job.Key, Text: kind(job)));
            lock (_gate)
            {
                foreach (var (key, text) in made.Values.Where(entry => entry.Key.State != JobState.Running))
                    Keep((kind, key), text);
            }

            for (var i = 0; i < keys.Length; i++)
                found[i] ??= made.TryGetValue(keys[i].Id, out var entry) ? entry.Text : null;
        }

        return [.. found.OfType<byte[]>()];
    }

    private byte[]? Known((TextOf Kind, JobKey Job) key)
    {
        if (_young.TryGetValue(key, out var text))
            return text;
        if (_old.Remove(key, out text))
            Keep(key, text);
        return text;
    }

    private void Keep((TextOf Kind, JobKey Job) key, byte[] text)
    {
        if (!_young.TryAdd(key, text))
            return;
        _youngBytes += text.Length;
        if (_youngBytes <= maxBytes / 2)
            return;
        (_old, _young, _youngBytes) = (_young, [], 0);
    }

    private static void Copy(PipeWriter to, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var room = to.GetSpan();
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            to.Advance(count);
            bytes = bytes[count..];
        }
    }
}
