using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>The third wall: a status becomes an exception in one place, and is released whatever happens.</summary>
internal static class OrtStatus
{
    private const int NoSuchFile = 3;
    private const int NoModel = 4;
    private const int InvalidProtobuf = 7;
    private const int NotImplemented = 9;

    // There is no error code for exhausted memory: every allocator and driver has its own words.
    private static readonly string[] OutOfMemoryWords =
    [
        "bad_alloc", "bad allocation", "failed to allocate memory", "out of memory", "out_of_memory", "outofmemory", "not enough memory",
        "alloc_failed", "8007000e",
    ];

    /// <summary>Does nothing for a status of zero, else throws.</summary>
    /// <param name="doing">What was being done, as the start of the message: "Loading unet.onnx".</param>
    /// <exception cref="EngineException">The status is an error.</exception>
    /// <exception cref="OperationCanceledException">The run ended because <paramref name="cancellationToken"/> asked for it.</exception>
    public static void Check(nint status, string doing, CancellationToken cancellationToken = default)
    {
        if (status == 0)
            return;
        var (code, message) = Take(status);
        if (cancellationToken.IsCancellationRequested && message.Contains("terminate flag", StringComparison.OrdinalIgnoreCase))
            throw new OperationCanceledException($"{doing}: ended between two nodes as asked.", cancellationToken);
        throw ToException(code, message, doing);
    }

    internal static EngineException ToException(int code, string message, string doing)
    {
        if (OutOfMemoryWords.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return new EngineException(EngineError.OutOfMemory,
                $"{doing}: memory ran out. Use smaller pictures, a smaller batch or a lower memory mode. (ONNX Runtime: {message})");
        }
        var kind = code switch
        {
            NoSuchFile or NoModel or InvalidProtobuf => EngineError.BadFile,
            NotImplemented => EngineError.Unsupported,
            _ => EngineError.Native,
        };
        return new EngineException(kind, $"{doing}: {message}");
    }

    private static (int Code, string Message) Take(nint status)
    {
        try
        {
            return (OrtApi.GetErrorCode(status), Marshal.PtrToStringUTF8(OrtApi.GetErrorMessage(status)) ?? "no message");
        }
        finally
        {
            OrtApi.ReleaseStatus(status);
        }
    }
}
