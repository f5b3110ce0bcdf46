namespace Studio.Engine.Graph;

/// <summary>
/// An output value that stops what follows: a node that gets one does not run, and gives blockers itself. Only the calls with a blocked
/// element are left out when a node runs once per element. The run still ends well; a lazy input is the better way to choose a branch.
/// </summary>
/// <param name="Message">Told to the client as an error of the first node that is stopped; null stops without a word.</param>
public sealed record ExecutionBlocker(string? Message = null)
{
    /// <summary>What follows after the message has been told.</summary>
    internal static ExecutionBlocker Silent { get; } = new();
}
