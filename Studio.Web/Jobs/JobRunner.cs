using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Web.Auth.Quotas;

namespace Studio.Web.Jobs;

/// <summary>
/// For each worker: takes the first job of the line, lets the worker run it, and hands what came of it to <see cref="JobEnd"/>.
/// </summary>
internal sealed class JobRunner(
    Leases leases,
    JobEvents events,
    IEnumerable<IWorker> workers,
    RunRequests requests,
    JobEnd end,
    IEnumerable<IJobOutputs> outputs,
    DailyLimits limits,
    TimeProvider time,
    ILogger<JobRunner> log) : BackgroundService
{
    private const int MostBegun = 1000;

    // of jobs whose worker was lost and which wait again: what they had shown by then
    private readonly ConcurrentDictionary<string, RunRecorder> _begun = new(StringComparer.Ordinal);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        leases.Recover(); // before the server listens: nobody sees a job that only seems to run
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(workers.Select(worker => WorkAsync(worker, stoppingToken)));

    private async Task WorkAsync(IWorker worker, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await worker.ReadyAsync(stopping); // meanwhile jobs wait in the line, where they can be moved and cancelled
                await RunAsync(worker, await leases.TakeAsync(worker.Name, stopping), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // an exception that leaves this method would stop the whole server
                log.LogError(e, "The worker {Worker} failed outside of a job; trying again", worker.Name);
                await Task.Delay(JobEnd.Patience, time, stopping);
            }
        }
    }

    private async Task RunAsync(IWorker worker, RunningJob running, CancellationToken stopping)
    {
        var job = running.Job;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        running.Attach(stop);
        _begun.TryRemove(job.Id, out var begun);
        var recorder = new RunRecorder(job, events, outputs, time, log, begun);
        RunResult? result = null;
        Exception? thrown = null;
        try
        {
            var request = requests.For(job);
            events.Started(worker.Name, job, request.Prompt.Nodes.Count, job.Started ?? time.GetUtcNow());
            log.LogInformation("Job {Job} started (attempt {Attempt})", job.Id, job.Attempt);
            // what was allowed when it was queued need not be any more
            if (limits.CheckStart(job.Owner, job.KeyId) is { } reached)
                throw new JobRefusedException(JobRefusal.LimitReached, reached.Detail);
            result = await RunRestAsync(worker, request, recorder, stop.Token);
        }
        catch (Exception e)
        {
            thrown = e;
        }
        finally
        {
            running.Detach();
        }

        if (await end.FinishAsync(running, recorder, result, thrown, stopping))
            Keep(job, recorder);
    }

    /// <summary>What an earlier attempt has shown is not made once more.</summary>
    private static async Task<RunResult> RunRestAsync(IWorker worker, RunRequest request, RunRecorder recorder, CancellationToken stop)
    {
        var rest = request.Outputs.Where(id => !recorder.HasShown(id)).ToList();
        return rest.Count == 0
            ? new RunResult(RunEnd.Success, new Dictionary<string, JsonObject>(), null)
            : await worker.RunAsync(request with { Outputs = rest }, recorder, stop);
    }

    private void Keep(Job job, RunRecorder recorder)
    {
        if (_begun.Count >= MostBegun)
            _begun.Clear(); // jobs that were taken out of the line meanwhile; no more is lost than time
        _begun[job.Id] = recorder;
    }
}
