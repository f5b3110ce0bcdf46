using System.Globalization;

namespace Studio.Web.Logs;

/// <summary>
/// --verbose LEVEL FILE: the log in a file as well, appended, readable by this user only, without secrets like everywhere.
/// </summary>
internal sealed class LogFile : ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly LogText _text;
    private readonly TimeProvider _time;
    private readonly StreamWriter? _file;

    /// <exception cref="StartupException">The file cannot be opened.</exception>
    public LogFile(string path, StudioOptions options, TimeProvider time)
    {
        (_text, _time) = (new(options), time);
        try
        {
            var open = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete };
            if (!OperatingSystem.IsWindows())
                open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            _file = new StreamWriter(path, open) { AutoFlush = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The log file {path} cannot be opened: {e.Message}");
        }
    }

    public ILogger CreateLogger(string categoryName) => new Writer(this);

    public void Dispose() => _file?.Dispose();

    private void Add(LogLevel level, string message, Exception? exception)
    {
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{_time.GetLocalNow():yyyy-MM-dd HH:mm:ss} {level}: {_text.Of(message, exception)}");
        lock (_gate)
        {
            try
            {
                _file!.WriteLine(line);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // a full disk must not stop what is being logged; the console has the line
            }
        }
    }

    private sealed class Writer(LogFile file) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            file.Add(logLevel, formatter(state, exception), exception);
    }
}
