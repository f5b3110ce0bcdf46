using System.Threading.Channels;
using Studio.Web.Auth.Quotas;
using Studio.Web.Logs;

namespace Studio.Web.Auth;

/// <summary>
/// One line for each sign-in, refusal and change of rights: who, from where, what, with which result. Recording never waits and never
/// throws: lines go to the log at once, those of strangers up to a number a minute, and into the database by <see cref="AuditWriter"/>.
/// </summary>
public sealed class Audit(StudioOptions options, ILoggerFactory loggers, TimeProvider time)
{
    private const int Backlog = 8192;
    private const int Longest = 500;

    // lines a minute of refusals of strangers in the log
    private const int ShownOfAddress = 10;
    private const int ShownOfAll = 60;

    private readonly ILogger _log = loggers.CreateLogger("Studio.Audit");
    private readonly LogText _text = new(options);
    private readonly Channel<AuditPost> _posts = Channel.CreateBounded<AuditPost>(
        new BoundedChannelOptions(Backlog) { SingleReader = true });
    private readonly RequestRate _shown = new(time);
    private int _lost;

    internal ChannelReader<AuditPost> Posts => _posts.Reader;

    public void Record(AuditEntry entry)
    {
        var line = new AuditLine(
            0, time.GetUtcNow(), entry.Action, entry.Result, Clean(entry.UserId), Clean(entry.UserName), Clean(entry.Address),
            Clean(entry.UserAgent),
            Clean(entry.Target), Clean(entry.Detail), 1);
        if (!_posts.Writer.TryWrite(new(line, null)))
            Interlocked.Increment(ref _lost);
        if (!IsShown(line))
            return;
        _log.Log(
            entry.Result == AuditResult.Ok ? LogLevel.Information : LogLevel.Warning,
            "{Action} {Result}: {User} from {Address}{What}",
            line.Action, line.Result, line.UserName ?? "nobody", line.Address ?? "this server",
            string.Concat(new[] { line.Target, line.Detail }.OfType<string>()
                .Select((what, at) => (at == 0 ? ": " : " ") + what)));
    }

    /// <summary>The same from a request: its user, address and browser are filled in.</summary>
    public void Record(HttpContext context, string action, AuditResult result = AuditResult.Ok, string? target = null,
        string? detail = null) =>
        Record(AuditEntry.From(context, action) with { Result = result, Target = target, Detail = detail });

    internal void SignedIn(HttpContext context, CurrentUser user, string how) =>
        Record(AuditEntry.From(context, AuditActions.SignIn) with { UserId = user.Id, UserName = user.Name, Detail = how });

    internal void SignedOut(HttpContext context, string user) =>
        Record(AuditEntry.From(context, AuditActions.SignOut) with { UserName = user });

    internal void Refused(HttpContext context, string reason) =>
        Record(context, AuditActions.Refusal, AuditResult.Refused, $"{context.Request.Method} {context.Request.Path}", reason);

    /// <summary>Returns when everything recorded so far is in the database, or cannot get there because the server is stopping.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _posts.Writer.WriteAsync(new(null, written), cancellationToken);
            await written.Task.WaitAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // nothing is written any more
        }
    }

    internal void Close() => _posts.Writer.TryComplete();

    /// <summary>How many entries found no place since the last time this was asked.</summary>
    internal int TakeLost() => Interlocked.Exchange(ref _lost, 0);

    // a stranger must not fill the console's log: what is more than this stands in the audit log alone, which counts repetitions
    private bool IsShown(AuditLine line) => line.Result != AuditResult.Refused || line.UserId is not null
        || (_shown.Wait(line.Address ?? "", ShownOfAddress) == TimeSpan.Zero && _shown.Wait("all", ShownOfAll) == TimeSpan.Zero);

    // names, paths and browsers are a stranger's text: no secrets, no forged lines, not endless
    private string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var clean = _text.Of(text.Length > 4 * Longest ? text[..(4 * Longest)] : text, null).ReplaceLineEndings(" ");
        return clean.Length > Longest ? clean[..Longest] + "…" : clean;
    }
}

/// <summary>A line as it is kept.</summary>
/// <param name="Times">How often the same was refused within a moment.</param>
internal sealed record AuditLine(
    long Id, DateTimeOffset At, string Action, AuditResult Result, string? UserId, string? UserName, string? Address, string? UserAgent,
    string? Target, string? Detail, int Times);

/// <summary>A line on its way to the database, or somebody who waits until those before are there.</summary>
internal sealed record AuditPost(AuditLine? Line, TaskCompletionSource? Written);
