namespace Studio.Web.Logs;

/// <summary>One line of the log. <paramref name="Text"/> ends with a line break and holds no secrets.</summary>
public sealed record LogLine(DateTimeOffset Time, string Text, LogLevel Level);

/// <summary>
/// The last lines of the log, for clients that show it, and those to come. Only in memory; the log itself is what goes to the console.
/// </summary>
public sealed class LogMemory(StudioOptions options, TimeProvider time) : ILoggerProvider
{
    /// <summary>Lines that are remembered.</summary>
    public const int Capacity = 300;

    private readonly LogText _text = new(options);
    private readonly Broadcast<LogLine> _hub = new(_ => "line");
    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new(Capacity);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <summary>Lines from here on, as long as <paramref name="wants"/> says so when one comes; a slow reader loses the oldest.</summary>
    public IAsyncEnumerable<LogLine> Watch(Func<bool> wants, CancellationToken cancellationToken) =>
        _hub.Watch(_ => wants(), null, cancellationToken);

    public ILogger CreateLogger(string categoryName) => new Writer(this);

    public void Dispose()
    {
        // nothing is held; the factory wants to say goodbye
    }

    private void Add(LogLevel level, string message, Exception? exception)
    {
        var line = new LogLine(time.GetLocalNow(), $"[{NameOf(level)}] {_text.Of(message, exception)}\n", level);
        lock (_gate)
        {
            if (_lines.Count == Capacity)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }

        _hub.Publish(line);
    }

    // Python's names, which front ends colour
    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };

    private sealed class Writer(LogMemory memory) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            memory.Add(logLevel, formatter(state, exception), exception);
    }
}
