namespace Studio.Web.Workers;

/// <summary>
/// How long a new worker is waited with after one has died: not at all, unless one after the other dies before it was of any use; then
/// longer and longer, up to half a minute.
/// </summary>
internal sealed class RestartPause
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(10);

    private int _useless;

    /// <param name="lived">How long the worker that ended has lived.</param>
    /// <param name="hasWorked">Whether it brought a run to its end.</param>
    public TimeSpan After(TimeSpan lived, bool hasWorked)
    {
        _useless = lived < ShortLife && !hasWorked ? _useless + 1 : 0;
        return _useless == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, _useless - 2)));
    }
}
