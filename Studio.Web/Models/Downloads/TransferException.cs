namespace Studio.Web.Models.Downloads;

internal enum TransferFault
{
    /// <summary>Trying again can help.</summary>
    Again,

    /// <summary>Trying again helps when there is room.</summary>
    NoRoom,

    /// <summary>Somebody must do something first.</summary>
    Final,
}

/// <summary>Why an attempt ended, in a sentence for whoever asked for the file.</summary>
/// <param name="after">Not before that; null leaves it to the usual wait.</param>
internal sealed class TransferException(TransferFault fault, string message, TimeSpan? after = null) : Exception(message)
{
    public TransferFault Fault { get; } = fault;

    public TimeSpan? After { get; } = after;
}
