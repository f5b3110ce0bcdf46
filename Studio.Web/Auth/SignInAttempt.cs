namespace Studio.Web.Auth;

/// <summary>One attempt to sign in, from its beginning on. The lock of its throttle guards all but its end.</summary>
internal sealed class SignInAttempt(SignInThrottle throttle, IReadOnlyList<SignInSubject> subjects) : IDisposable
{
    private readonly TaskCompletionSource<TimeSpan> _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ended;

    /// <summary>For one that waits: zero when it has begun, or how long to stay away because those before it failed.</summary>
    public Task<TimeSpan> Admitted => _admitted.Task;

    /// <summary>The secret was wrong.</summary>
    public void Failed() => End(failed: true, []);

    /// <summary>It was right; the failures before it of these subjects are forgiven.</summary>
    public void Succeeded(params IReadOnlyCollection<string> forgiven) => End(failed: false, forgiven);

    public void Dispose() => End(failed: false, []);

    internal TimeSpan Wait(TimeSpan now) => subjects.Max(subject => subject.Wait(now));

    internal bool TryBegin(TimeSpan now)
    {
        if (!subjects.All(subject => subject.HasRoom(now)))
            return false;
        foreach (var subject in subjects)
            subject.Pending++;
        return true;
    }

    internal bool TryQueue(int most)
    {
        if (subjects.Any(subject => subject.Line.Count >= most))
            return false;
        foreach (var subject in subjects)
            subject.Line.AddLast(this);
        return true;
    }

    /// <summary>Somebody before this one has ended.</summary>
    internal void Advance(TimeSpan now)
    {
        var wait = Wait(now);
        if (wait == TimeSpan.Zero && !TryBegin(now))
            return;
        LeaveLine();
        _admitted.TrySetResult(wait);
    }

    /// <summary>The caller has gone while it waited.</summary>
    internal void Leave(CancellationToken cancellationToken)
    {
        if (_admitted.Task.IsCompleted)
            return;
        LeaveLine();
        _admitted.TrySetCanceled(cancellationToken);
    }

    private void LeaveLine()
    {
        foreach (var subject in subjects)
            subject.Line.Remove(this);
    }

    private void End(bool failed, IReadOnlyCollection<string> forgiven)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            throttle.End(subjects, failed, forgiven);
    }
}
