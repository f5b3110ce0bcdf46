using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Studio.Web.Workers;

/// <summary>A worker's log, one line an entry: level, category, text. The server writes it on into its own.</summary>
internal sealed class WorkerLog() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "worker";

    private const char Separator = '\t';

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } exception)
            text = $"{text} {exception}";
        textWriter.WriteLine($"{(int)logEntry.LogLevel}{Separator}{logEntry.Category}{Separator}{text.ReplaceLineEndings("\u2028")}");
    }

    /// <summary>An entry of a worker's log; what is none (a native library's cry) is a warning without a category.</summary>
    public static (LogLevel Level, string Category, string Text) Read(string line) =>
        line.Split(Separator, 3) is [var level, var category, var text] && int.TryParse(level, out var number)
            && number is >= (int)LogLevel.Trace and < (int)LogLevel.None
            ? ((LogLevel)number, category, text.Replace("\u2028", Environment.NewLine))
            : (LogLevel.Warning, "", line);
}
