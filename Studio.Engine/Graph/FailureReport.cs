using System.Diagnostics;
using System.Numerics;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Graph;

/// <summary>What a run tells of an exception. Messages that may name paths of the server are replaced.</summary>
internal static class FailureReport
{
    private const int FileExists = 17; // EEXIST

    public static ExecutionFailure Of(
        NodeRef node,
        Exception exception,
        IReadOnlyDictionary<string, IReadOnlyList<object?>> inputs,
        IReadOnlyList<string> outputs,
        IReadOnlyList<string> executed)
    {
        exception = FirstCause(exception);
        var kind = KindOf(exception);
        return new ExecutionFailure(node, CauseOf(exception), MessageOf(exception), Traceback(exception), Describe(inputs), outputs,
            executed, kind)
        {
            NeededBytes = (exception as EngineException)?.NeededBytes ?? 0,
        };
    }

    /// <summary>A node that did not run because of an <see cref="ExecutionBlocker"/>; the run goes on.</summary>
    public static ExecutionFailure Blocked(NodeRef node, string message, IReadOnlyList<string> executed) =>
        new(node, FailureCause.Blocked, message, [], [], [], [.. executed], null);

    /// <summary>Nodes that wait for each other.</summary>
    public static ExecutionFailure Cycle(NodeRef node, IReadOnlyList<string> outputs, IReadOnlyList<string> executed) =>
        new(node, FailureCause.Cycle, "Nodes wait for each other.", [], [], outputs, [.. executed], EngineError.BadPrompt);

    /// <summary>Work on several threads fails with a bundle of causes, of which one says enough.</summary>
    private static Exception FirstCause(Exception exception) => exception is AggregateException { InnerExceptions: { Count: > 0 } causes }
        ? FirstCause(causes.FirstOrDefault(StorageFault.MayPass) ?? causes[0])
        : exception;

    private static EngineError? KindOf(Exception exception) => exception switch
    {
        EngineException engine => engine.Kind,
        OutOfMemoryException => EngineError.OutOfMemory,
        _ when StorageFault.MayPass(exception) => EngineError.Storage,
        _ => null,
    };

    /// <summary>
    /// The message when it tells all: a mistake in the prompt or a file, a model that cannot run, no room in memory or on the disk. Null
    /// for a fault of the program.
    /// </summary>
    public static string? ForTheUser(Exception exception) =>
        FirstCause(exception) is var cause && KindOf(cause) is not (null or EngineError.Native) ? MessageOf(cause) : null;

    public static FailureCause CauseOf(Exception exception) => exception switch
    {
        EngineException { Kind: EngineError.BadPrompt } => FailureCause.BadValue,
        EngineException { Kind: EngineError.BadFile } => FailureCause.NoFile,
        EngineException { Kind: EngineError.OutOfMemory } or OutOfMemoryException => FailureCause.OutOfMemory,
        EngineException { Kind: EngineError.Storage or EngineError.Unwritable } or IOException or UnauthorizedAccessException =>
            SystemErrorOf(exception),
        EngineException => FailureCause.Other,
        _ when StorageFault.MayPass(exception) => FailureCause.Storage,
        ArgumentException or FormatException => FailureCause.BadValue,
        NotImplementedException => FailureCause.NotImplemented,
        TimeoutException => FailureCause.TimedOut,
        KeyNotFoundException => FailureCause.UnknownKey,
        IndexOutOfRangeException => FailureCause.UnknownIndex,
        _ => FailureCause.Other,
    };

    private static FailureCause SystemErrorOf(Exception exception) => StorageFault.Of(exception) switch
    {
        StorageProblem.NotAllowed => FailureCause.NotAllowed,
        StorageProblem.Missing => FailureCause.NoFile,
        StorageProblem.InTheWay => exception.GetBaseException().HResult == FileExists ? FailureCause.FileExists : FailureCause.NotAFolder,
        _ => FailureCause.Storage,
    };

    public static string MessageOf(Exception exception) => exception switch
    {
        EngineException => exception.Message,
        OutOfMemoryException => "Out of memory.",
        IOException or UnauthorizedAccessException =>
            $"A file could not be read or written: {StorageFault.Reason(exception, isWrite: false)}",
        _ when StorageFault.MayPass(exception) => $"A file could not be written: {StorageFault.Reason(exception)}",
        _ => exception.Message,
    };

    /// <summary>Method names only: no files, no lines.</summary>
    private static List<string> Traceback(Exception exception) =>
        [.. new StackTrace(exception, fNeedFileInfo: false).GetFrames()
            .Select(frame => frame.GetMethod())
            .Where(method => method?.DeclaringType is not null)
            .Select(method => $"  at {method!.DeclaringType!.FullName}.{method.Name}\n")];

    private static JsonObject Describe(IReadOnlyDictionary<string, IReadOnlyList<object?>> inputs) =>
        new(inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Key, new JsonArray([.. input.Value.Select(Describe)]))));

    private static JsonNode? Describe(object? value) => value switch
    {
        null => null,
        BigInteger number => PythonText.Number(number),
        JsonNode node => node.DeepClone(),
        _ => PythonText.ToJson(value) ?? JsonValue.Create($"<{WireTypes.Of(value.GetType()) ?? value.GetType().Name}>"),
    };
}
