namespace Studio.Web;

/// <summary>
/// The server cannot start; the message says why and what to do. Ends the process with exit code 1, without a stack trace.
/// </summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
