using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Studio.Engine;
using Studio.Web.Workers.Wire;

namespace Studio.Web.Workers;

/// <summary>One worker process from its start to its end.</summary>
internal sealed class WorkerLife : IAsyncDisposable
{
    /// <summary>Without a pulse for so long it hangs.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly WorkerLink _link;
    private readonly GrpcChannel _channel;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly long _killsBefore = OutOfMemoryKills.Count();
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watching;
    private long _lastPulse;
    private volatile bool _isHung;
    private volatile bool _isRetired;

    private WorkerLife(Process process, WorkerLink link, TimeProvider time, ILogger log)
    {
        (_process, _link, _time, _log) = (process, link, time, log);
        _channel = link.Open();
        Client = new(_channel);
        _lastPulse = time.GetTimestamp();
        Ended = EndAsync();
        _watching = Task.WhenAll(ListenAsync(), TimeAsync());
    }

    public Worker.WorkerClient Client { get; }

    public Metadata Headers => _link.Headers();

    public int Id => _process.Id;

    /// <summary>Done when it answers; never when it ends before.</summary>
    public Task Ready => _ready.Task;

    public Task<WorkerDeath> Ended { get; }

    /// <summary>Whether it has brought a run to its end.</summary>
    public bool HasWorked { get; set; }

    /// <summary>What it said last.</summary>
    public EngineStatus? Status { get; private set; }

    /// <summary>The networks that it had in memory then.</summary>
    public IReadOnlyList<HeldNetwork> Held { get; private set; } = [];

    public long Resident { get; private set; }

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static async Task<WorkerLife> StartAsync(ProcessStartInfo start, StudioOptions options, TimeProvider time, ILogger log)
    {
        var link = WorkerLink.New();
        try
        {
            (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
            start.UseShellExecute = false;
            var life = new WorkerLife(Process.Start(start)!, link, time, log);
            await life.TellAsync(new WorkerBirth(link, options).ToLine());
            return life;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>Ends it at once: whatever it does is lost.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // it is over already
        }
    }

    /// <summary>The same because the server wants it: no death to speak of.</summary>
    public void Retire()
    {
        _isRetired = true;
        Kill();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Ended;
        await _watching;
        _channel.Dispose();
        _link.Dispose();
        _process.Dispose();
        _over.Dispose();
    }

    private async Task TellAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // it ended before it heard: how, is told by its end
        }
    }

    private async Task<WorkerDeath> EndAsync()
    {
        var logs = Task.WhenAll(LogAsync(_process.StandardOutput), LogAsync(_process.StandardError));
        await _process.WaitForExitAsync(CancellationToken.None);
        var isRetired = _isRetired;
        await _over.CancelAsync();
        await logs;
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new(_process.ExitCode, OutOfMemoryKills.Count() > _killsBefore, _isHung, Resident, limit) { IsRetired = isRetired };
    }

    private async Task LogAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(CancellationToken.None) is { } line)
        {
            var (level, category, text) = WorkerLog.Read(line);
            _log.Log(level, "Worker {Id}: {Category}{Text}", Id, category.Length > 0 ? category + ": " : "", text);
        }
    }

    /// <summary>Hears its pulse; tries until it listens.</summary>
    private async Task ListenAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                using var call = Client.Watch(new(), _link.Headers(), cancellationToken: _over.Token);
                await foreach (var pulse in call.ResponseStream.ReadAllAsync(_over.Token))
                {
                    Volatile.Write(ref _lastPulse, _time.GetTimestamp());
                    (Status, Resident) = (JsonSerializer.Deserialize<EngineStatus>(pulse.StatusJson), pulse.ResidentBytes);
                    Held = JsonSerializer.Deserialize<HeldNetwork[]>(pulse.HeldJson) ?? [];
                    _ready.TrySetResult();
                }
            }
            catch (Exception e) when (e is RpcException or OperationCanceledException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), _time, CancellationToken.None);
            }
        }
    }

    /// <summary>Ends it when it hangs. Its start may take longer: a cold disk, extensions.</summary>
    private async Task TimeAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time, _over.Token);
                if (_time.GetElapsedTime(Volatile.Read(ref _lastPulse)) <= (Ready.IsCompleted ? LongestSilence : 4 * LongestSilence))
                    continue;
                _isHung = true;
                Kill();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // it ended by itself
        }
    }
}
