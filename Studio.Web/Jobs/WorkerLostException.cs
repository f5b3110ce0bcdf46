namespace Studio.Web.Jobs;

/// <summary>A worker ended before the run that it was in: the job is to run again, on another.</summary>
/// <param name="message">How it ended, in a sentence for the job's owner.</param>
/// <param name="isRetired">The server ended it: that is nothing the job can be blamed for.</param>
internal sealed class WorkerLostException(string message, bool isRetired, Exception? cause = null) : Exception(message, cause)
{
    public bool IsRetired { get; } = isRetired;
}
