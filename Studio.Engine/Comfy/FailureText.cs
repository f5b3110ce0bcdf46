using Studio.Engine.Graph;

namespace Studio.Engine.Comfy;

/// <summary>How ComfyUI's execution_error tells of a node that failed.</summary>
public static class FailureText
{
    private const string OutOfMemoryHint =
        "\nThere was not enough memory for this. Try a smaller picture, a smaller batch or a lower memory mode; all models have been unloaded.";

    /// <summary>The Python exception that ComfyUI would have raised: clients switch on these names.</summary>
    public static string ExceptionOf(FailureCause cause) => cause switch
    {
        FailureCause.BadValue => "ValueError",
        FailureCause.NoFile => "FileNotFoundError",
        FailureCause.NotAllowed => "PermissionError",
        FailureCause.FileExists => "FileExistsError",
        FailureCause.NotAFolder => "NotADirectoryError",
        FailureCause.Storage => "OSError",
        FailureCause.OutOfMemory => "torch.OutOfMemoryError",
        FailureCause.NotImplemented => "NotImplementedError",
        FailureCause.TimedOut => "TimeoutError",
        FailureCause.UnknownKey => "KeyError",
        FailureCause.UnknownIndex => "IndexError",
        FailureCause.Blocked => "ExecutionBlocked",
        FailureCause.Cycle => "graph.DependencyCycleError",
        _ => "RuntimeError",
    };

    /// <summary>exception_message: ends with a new line where ComfyUI puts its hints.</summary>
    public static string MessageOf(ExecutionFailure failure) => failure.Cause switch
    {
        FailureCause.Blocked => $"Execution Blocked: {failure.Message}",
        FailureCause.Cycle => "Dependency cycle detected",
        FailureCause.OutOfMemory => $"{failure.Message}\n{OutOfMemoryHint}",
        _ => $"{failure.Message}\n",
    };
}
