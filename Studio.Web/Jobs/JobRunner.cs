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
        var recorder = new RunRecorder(job, events, outputs, time, log);
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
            result = await worker.RunAsync(request, recorder, stop.Token);
        }
        catch (Exception e)
        {
            thrown = e;
        }
        finally
        {
            running.Detach();
        }

        await end.FinishAsync(running, recorder, result, thrown, stopping);
    }
}
