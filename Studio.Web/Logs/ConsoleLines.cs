using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Studio.Web.Logs;

/// <summary>
/// The framework's simple console lines, without secrets and without control characters: a stranger's file name or prompt is in them, and
/// must not drive the terminal of whoever reads the log.
/// </summary>
internal sealed class ConsoleLines(IServiceProvider services, StudioOptions options) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "studio";

    private const int StartFailed = 11;

    private readonly LogText _text = new(options);

    // not in the constructor: this formatter is one of those services
    private readonly Lazy<ConsoleFormatter> _simple = new(() =>
        services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == ConsoleFormatterNames.Simple));

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry is { Category: "Microsoft.Extensions.Hosting.Internal.Host", EventId.Id: StartFailed })
            return; // whoever starts the server says it, in words instead of in stack traces
        var line = _text.Of(logEntry.Formatter(logEntry.State, logEntry.Exception), logEntry.Exception);
        _simple.Value.Write(
            new LogEntry<string>(logEntry.LogLevel, logEntry.Category, logEntry.EventId, line, null, static (text, _) => text), scopeProvider, textWriter);
    }
}
