using Microsoft.Extensions.Logging;

namespace Studio.Tests.Support;

/// <summary>A log that is a list.</summary>
internal sealed class ListLog<T> : ILogger<T>
{
    private readonly List<(LogLevel Level, string Text, Exception? Exception)> _lines = [];

    public IReadOnlyList<(LogLevel Level, string Text, Exception? Exception)> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Add((logLevel, formatter(state, exception), exception));
}
