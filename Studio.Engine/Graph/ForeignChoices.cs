using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Studio.Engine.Imaging;

namespace Studio.Engine.Graph;

/// <summary>
/// Choices of a pack. They are asked for with those of every other node, so their failure must stay their own: there is nothing to choose
/// then.
/// </summary>
internal sealed partial class ForeignChoices : IOwnChoices
{
    private readonly IChoices _choices;
    private readonly ILogger? _log;

    private ForeignChoices(IChoices choices, ILogger? log)
    {
        _choices = choices;
        _log = log;
    }

    public IReadOnlyList<string> Choices => Ask(() => _choices.Choices, []);

    public IReadOnlyList<string> ChoicesIn(IImageStore store) =>
        Ask(() => _choices is IOwnChoices own ? own.ChoicesIn(store) : _choices.Choices, []);

    /// <summary>The engine's own as they are, any other guarded.</summary>
    public static IChoices Guard(IChoices choices, IServiceProvider services) =>
        choices.GetType().Assembly == typeof(ForeignChoices).Assembly
        ? choices
        : new ForeignChoices(choices, services.GetService<ILoggerFactory>()?.CreateLogger<ForeignChoices>());

    public bool Accepts(string value) => Ask(() => _choices.Accepts(value), false);

    public IReadOnlyList<string> Matches(string value) => Ask(() => _choices.Matches(value), []);

    private TAnswer Ask<TAnswer>(Func<TAnswer> question, TAnswer otherwise)
    {
        try
        {
            return question();
        }
        catch (Exception exception) // its author's code
        {
            if (_log is not null)
                LogFailure(_log, exception, _choices.GetType().Name);
            return otherwise;
        }
    }

    [LoggerMessage(LogLevel.Error, "The choices of {Source} cannot be had")]
    private static partial void LogFailure(ILogger log, Exception exception, string source);
}
