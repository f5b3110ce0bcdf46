using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Studio.Web.Logs;

/// <summary>
/// The framework's console lines, simple or JSON, without secrets and without control characters: a stranger's file name or prompt is in
/// them, and must not drive the terminal of whoever reads the log.
/// </summary>
internal sealed class ConsoleLines(IServiceProvider services, StudioOptions options) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "studio";

    private const int StartFailed = 11;

    private readonly LogText _text = new(options);

    // not in the constructor: this formatter is one of those services
    private readonly Lazy<ConsoleFormatter> _lines = new(() =>
    {
        var wanted = options.LogFormat == LogFormat.Json ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
        return services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == wanted);
    });

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry is { Category: "Microsoft.Extensions.Hosting.Internal.Host", EventId.Id: StartFailed })
            return; // whoever starts the server says it, in words instead of in stack traces
        var line = _text.Of(logEntry.Formatter(logEntry.State, logEntry.Exception), logEntry.Exception);
        if (options.LogFormat == LogFormat.Json && logEntry.State is IEnumerable<KeyValuePair<string, object?>> values)
        {
            var state = new MaskedState([.. values.Select(Masked)], line);
            _lines.Value.Write(
                new LogEntry<MaskedState>(logEntry.LogLevel, logEntry.Category, logEntry.EventId, state, null,
                    static (masked, _) => masked.Message), scopeProvider, textWriter);
            return;
        }

        _lines.Value.Write(
            new LogEntry<string>(logEntry.LogLevel, logEntry.Category, logEntry.EventId, line, null, static (text, _) => text),
            scopeProvider, textWriter);
    }

    // numbers and truth stay what they are; everything else is its text
    private KeyValuePair<string, object?> Masked(KeyValuePair<string, object?> pair) => pair.Value switch
    {
        null or bool or int or long or double or float or decimal => pair,
        System.Collections.IEnumerable list and not string => new(pair.Key, _text.Of(string.Join(", ", list.Cast<object?>()), null)),
        var value => new(pair.Key, _text.Of(value.ToString() ?? "", null)),
    };

    /// <summary>What the JSON formatter writes as "State".</summary>
    private sealed class MaskedState(List<KeyValuePair<string, object?>> values,
        string message) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public string Message { get; } = message;

        public int Count => values.Count;

        public KeyValuePair<string, object?> this[int index] => values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => Message;
    }
}
