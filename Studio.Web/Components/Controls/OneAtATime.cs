namespace Studio.Web.Components.Controls;

/// <summary>
/// Work that is asked for by a click and done once: what is asked again meanwhile is dropped. <see cref="Answered"/> goes to the browser as
/// data-once, where once.js lets nothing more through until it changes: on a slow line the second of two clicks arrives after the first is
/// done.
/// </summary>
public sealed class OneAtATime
{
    public bool IsBusy { get; private set; }

    /// <summary>How often the work has ended, well or not.</summary>
    public int Answered { get; private set; }

    public async Task RunAsync(Func<Task> work)
    {
        if (IsBusy)
            return;
        IsBusy = true;
        try
        {
            await work();
        }
        finally
        {
            IsBusy = false;
            Answered++;
        }
    }
}
