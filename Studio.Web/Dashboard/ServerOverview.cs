using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.Auth.Quotas;
using Studio.Web.Jobs;
using Studio.Web.Logs;

namespace Studio.Web.Dashboard;

/// <summary>How the server stands at one moment.</summary>
/// <param name="Networks">In memory now, the largest first.</param>
public sealed record Overview(
    MachineReading Machine, EngineStatus Engine, IReadOnlyList<HeldNetwork> Networks, IReadOnlyList<RunningNow> Running,
    int Waiting, QueuePause? Pause);

/// <summary>What administrators see of the whole server, and the little they can do about it. Asks on every look who looks.</summary>
public sealed class ServerOverview
{
    private readonly MachineUse _machine;
    private readonly IEngine _engine;
    private readonly JobQueue _queue;
    private readonly LogMemory _log;
    private readonly UsageReport _usage;

    internal ServerOverview(MachineUse machine, IEngine engine, JobQueue queue, LogMemory log, UsageReport usage) =>
        (_machine, _engine, _queue, _log, _usage) = (machine, engine, queue, log, usage);

    /// <exception cref="UnauthorizedAccessException">The user is no administrator.</exception>
    public Overview Look(CurrentUser user)
    {
        Require(user);
        var line = _queue.Line(user);
        return new(_machine.Read(), _engine.Status(), _engine.Held(), line.Running, line.Waiting.Count, line.Pause);
    }

    /// <summary>Lets go of all models and kept results; what runs keeps its own until it ends.</summary>
    /// <returns>Bytes of weights that are gone.</returns>
    /// <inheritdoc cref="Look"/>
    public long FreeMemory(CurrentUser user)
    {
        Require(user);
        var before = _engine.Held().Sum(network => network.Bytes);
        _engine.Free(unloadModels: true, clearCache: true);
        return Math.Max(0, before - _engine.Held().Sum(network => network.Bytes));
    }

    /// <summary>The last lines of the log, oldest first: at least this serious, with all of these words.</summary>
    /// <inheritdoc cref="Look"/>
    public IReadOnlyList<LogLine> Log(CurrentUser user, LogLevel least, string words)
    {
        Require(user);
        var wanted = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. _log.Lines.Where(line => line.Level >= least
            && wanted.All(word => line.Text.Contains(word, StringComparison.OrdinalIgnoreCase)))];
    }

    /// <inheritdoc cref="UsageReport.Read"/>
    public IReadOnlyList<UserDay> Usage(CurrentUser user, int days) => _usage.Read(user, days);

    private static void Require(CurrentUser user)
    {
        if (!user.IsAdmin)
            throw new UnauthorizedAccessException("Only an administrator may see how the server does.");
    }
}
