using System.Diagnostics;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Web.Jobs;

namespace Studio.Web.Workers;

/// <summary>
/// The worker of this machine as a process of its own: started beside the server, started again when it ends, later and later when it ends
/// at once.
/// </summary>
internal sealed class WorkerProcess(StudioOptions options, WorkerProgram program, IUntoldPictures untold, TimeProvider time,
    ILogger<WorkerProcess> log) : BackgroundService, IWorker
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<WorkerLife> _next = New();
    private WorkerLife? _life;
    private bool _isRunning;
    private bool _isToRetire;

    public string Name => Leases.Here + "worker-1";

    /// <summary>Why there is no worker; null while there is one, or one is starting.</summary>
    public string? Problem { get; private set; }

    /// <summary>What the worker said last; null when there is none.</summary>
    public EngineStatus? Status => _life?.Status;

    /// <summary>The networks in its memory, as it said last; none while one worker takes another's place.</summary>
    public IReadOnlyList<HeldNetwork> Held
    {
        get
        {
            lock (_gate)
                return _next.Task.IsCompleted ? _life?.Held ?? [] : [];
        }
    }

    /// <summary>The id of the process; null when there is none.</summary>
    public int? ProcessId => _life?.Id;

    public Task ReadyAsync(CancellationToken cancellationToken) => NextAsync(cancellationToken);

    public async Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken)
    {
        var life = await NextAsync(cancellationToken);
        lock (_gate)
            _isRunning = true;
        try
        {
            using var run = new RunAcross(life, request, events, untold);
            var result = await run.RunAsync(cancellationToken);
            life.HasWorked = true;
            return result;
        }
        finally
        {
            lock (_gate)
            {
                _isRunning = false;
                if (_isToRetire)
                    RetireNow();
            }
        }
    }

    /// <summary>Gives its memory back to the system: a new worker takes its place, when a run that goes on has ended.</summary>
    public void Recycle()
    {
        lock (_gate)
        {
            _isToRetire = true;
            if (!_isRunning)
                RetireNow();
        }
    }

    /// <summary>Lets it unload what it can while it goes on.</summary>
    public async Task FreeAsync(bool unloadModels, bool clearCache)
    {
        if (_life is { Ready.IsCompletedSuccessfully: true } life)
            await life.Client.FreeAsync(new() { UnloadModels = unloadModels, ClearCache = clearCache }, life.Headers);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = new RestartPause();
        while (!stoppingToken.IsCancellationRequested)
        {
            var born = time.GetTimestamp();
            var wasUseful = await LiveAsync(stoppingToken);
            await Task.Delay(pause.After(time.GetElapsedTime(born), wasUseful), time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One life of a worker. False when it died before it had done anything.</summary>
    private async Task<bool> LiveAsync(CancellationToken stopping)
    {
        try
        {
            await using var life = await WorkerLife.StartAsync(program.Command(), options, time, log);
            _life = life;
            await using var stop = stopping.Register(life.Retire);
            if (await Task.WhenAny(life.Ready, life.Ended) == life.Ready)
            {
                (Problem, _isToRetire) = (null, false);
                log.LogInformation("Worker {Id} is ready", life.Id);
                _next.TrySetResult(life);
            }

            var death = await life.Ended;
            lock (_gate)
            {
                _life = null;
                if (_next.Task.IsCompleted)
                    _next = New();
            }

            if (death.IsRetired)
                return true;
            Problem = $"{death.Sentence(null)} Another one is started.";
            log.LogError("{Problem}", Problem);
            return life.HasWorked;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            Problem = "The worker cannot be started; the log of the server says why.";
            log.LogError(e, "The worker cannot be started");
            return false;
        }
    }

    private void RetireNow()
    {
        if (_life is not { } life || !life.Ready.IsCompletedSuccessfully)
            return;
        _isToRetire = false;
        _next = New();
        life.Retire();
    }

    private Task<WorkerLife> NextAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return _next.Task.WaitAsync(cancellationToken);
    }

    private static TaskCompletionSource<WorkerLife> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>How a worker is started.</summary>
internal class WorkerProgram
{
    /// <summary>The same program again, with the word for a worker.</summary>
    public virtual ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet");
        // "dotnet studio-server.dll" as well as the program itself
        if (Path.GetFileNameWithoutExtension(start.FileName) != "studio-server")
        {
            start.FileName = "dotnet";
            start.ArgumentList.Add(Path.Join(AppContext.BaseDirectory, "studio-server.dll"));
        }

        start.ArgumentList.Add("worker");
        foreach (var name in new[] { "API_KEY", "API_KEY_FILE", "COMFYUI_API_KEY", "HF_TOKEN", "CIVITAI_API_KEY" })
            start.Environment.Remove(name);
        return start;
    }
}
