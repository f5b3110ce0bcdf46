using System.Data.Common;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Web.Auth.Quotas;
using Studio.Web.Data;
using Studio.Web.Health;

namespace Studio.Web.Jobs;

/// <summary>What becomes of a job whose run is over: it waits again, or its end is recorded, then told.</summary>
internal sealed class JobEnd(JobLine line, Leases leases, DailyLimits limits, DiskRoom room, TimeProvider time, ILogger<JobEnd> log)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // the job that met a full disk which had room again a moment later
    private string? _triedAgain;

    /// <summary>True when its worker was lost and it waits again: what it has shown until now counts.</summary>
    public async Task<bool> FinishAsync(RunningJob running, RunRecorder recorder, RunResult? result, Exception? thrown,
        CancellationToken stopping)
    {
        await UntilWritten(recorder.RecordOutputs, stopping);
        var lost = thrown as WorkerLostException;
        var interrupted = result is { End: RunEnd.Interrupted } || thrown is OperationCanceledException
            || (lost is not null && (lost.IsRetired || running.Intent == StopIntent.Interrupt));
        if (await WaitsAgainAsync(running.Job, result, thrown, interrupted, stopping))
            return lost is not null;
        if (thrown is not (null or OperationCanceledException or JobRefusedException or WorkerLostException))
            log.LogError(thrown, "Job {Job} failed outside of its nodes", running.Job.Id);
        var ended = Ended(running.Job, recorder, result, interrupted ? null : thrown, interrupted);
        await UntilWritten(() => leases.Record(ended), stopping);
        Count(ended, recorder.Pictures);
        leases.Release(ended);
        log.LogInformation("Job {Job} is {State}", ended.Id, ended.State);
        return false;
    }

    /// <summary>
    /// Puts the job back into the line where that is right; false when it is over, also because its owner has interrupted it meanwhile.
    /// </summary>
    private async Task<bool> WaitsAgainAsync(Job job, RunResult? result, Exception? thrown, bool interrupted, CancellationToken stopping)
    {
        if (interrupted)
            return await PutBackAsync(job,
                line.Pause is { Kind: PauseKind.Maintenance }
                    ? "Maintenance began; the job runs again afterwards."
                    : "The server is stopping; the job runs again after the restart.", stopping);
        if (thrown is WorkerLostException lost)
            return await AfterCrashAsync(job, lost, stopping);
        if (result?.Failure is { Kind: EngineError.Storage } full)
            return await WaitForRoomAsync(job, full.Message.TrimEnd(), full.NeededBytes, stopping);
        return thrown is not null && (StorageFault.MayPass(thrown) || DatabaseFault.In(thrown) is { MayBeRoom: true })
            && await WaitForRoomAsync(job, $"The job could not be run: {ReasonOf(thrown)}", 0, stopping);
    }

    private async Task<bool> AfterCrashAsync(Job job, WorkerLostException lost, CancellationToken stopping)
    {
        var waits = false;
        await UntilWritten(() => waits = leases.PutBackAfterCrash(job, $"{lost.Message} The job runs again."), stopping);
        log.LogWarning("Job {Job}, attempt {Attempt}: {Reason} {Consequence}", job.Id, job.Attempt, lost.Message,
            waits ? "It runs again" : "It is not tried again");
        return waits;
    }

    private Job Ended(Job job, RunRecorder recorder, RunResult? result, Exception? thrown, bool interrupted)
    {
        var failure = result is { End: RunEnd.Failed, Failure: { } told } ? WithSizes(told) : thrown is null ? null : Unexpected(thrown);
        return job with
        {
            State = interrupted ? JobState.Interrupted : failure is null ? JobState.Done : JobState.Failed,
            Ended = time.GetUtcNow(),
            Error = failure?.Message.TrimEnd(),
            Result = recorder.Result(failure, interrupted, result?.Outputs),
        };
    }

    /// <summary>
    /// A full disk must not cost the picture: the job waits, and so does everything behind it. That holds for the disk that every job needs
    /// only. Where that one has room, the job met a disk of its own, or asked for more than there is: then it fails, and the others go on.
    /// </summary>
    /// <param name="needed">Bytes that found no room; 0 when nobody knows.</param>
    private async Task<bool> WaitForRoomAsync(Job job, string why, long needed, CancellationToken stopping)
    {
        if (room.Look(needed) is { } shortage)
        {
            log.LogWarning("{Why} {Shortage} Job {Job} waits again and the queue is paused", why, shortage.Sentence, job.Id);
            line.SuspendForRoom(job, needed,
                $"{why} {shortage.Sentence} When there is room again the queue goes on by itself, or when an operator resumes it.");
            return await PutBackAsync(job, why, stopping);
        }

        // somebody else's file may have filled the disk for a moment; a second time is no accident, and more than is free is none either
        if (_triedAgain == job.Id || needed > DiskRoom.Ordinary)
            return false;
        _triedAgain = job.Id;
        log.LogWarning("{Why} There is room again; job {Job} runs once more", why, job.Id);
        return await PutBackAsync(job, why, stopping);
    }

    private async Task<bool> PutBackAsync(Job job, string reason, CancellationToken stopping)
    {
        var waits = false;
        await UntilWritten(() => waits = leases.PutBack(job, reason), stopping);
        if (!waits)
            line.NeedsNoRoom([job.Id]);
        return waits;
    }

    /// <summary>Tries until the database takes it. A server that is stopping tries once; the restart then counts the attempt.</summary>
    private async Task UntilWritten(Action write, CancellationToken stopping)
    {
        var hasFailed = false;
        while (true)
        {
            try
            {
                write();
                if (hasFailed && line.WantedRoom is null)
                    line.Lift(PauseKind.DiskFull);
                return;
            }
            catch (DbException e) when (!stopping.IsCancellationRequested)
            {
                if (!hasFailed)
                    log.LogError(e, "A job could not be recorded; trying until it can be");
                hasFailed = true;
                line.Suspend(PauseKind.DiskFull,
                    $"What a job did cannot be recorded: {DatabaseFault.Of(e).Reason} The server goes on trying.");
                await Task.Delay(Patience, time, stopping);
            }
        }
    }

    private void Count(Job ended, int pictures)
    {
        try
        {
            limits.Add(ended.Owner, ended.KeyId, pictures, ended.Ended - ended.Started ?? TimeSpan.Zero);
        }
        catch (DbException e)
        {
            log.LogError(e, "What job {Job} used could not be counted", ended.Id);
        }
    }

    /// <summary>Whoever asked for more than there is wants to know how much that is.</summary>
    private JobFailure WithSizes(ExecutionFailure told) =>
        told is { Kind: EngineError.Storage, NeededBytes: > DiskRoom.Ordinary and var needed } && room.Free() is { } free
        ? JobFailure.From(
            told) with { Message = $"{told.Message.TrimEnd()} It has {ByteSize.Text(needed)} and more, and {ByteSize.Text(free)} are free: free space, then run it again.\n" }
        : JobFailure.From(told);

    private static JobFailure Unexpected(Exception e) =>
        new("", "", e.GetType().FullName ?? e.GetType().Name, MessageOf(e) + "\n", [], "{}", [], []);

    /// <summary>For the job's owner: what the system says of files and the database names paths of the server.</summary>
    private static string MessageOf(Exception e) =>
        e is WorkerLostException ? $"{e.Message} It happened {Leases.MostAttempts} times while this job ran, so it is not tried again. If memory ran out, make the picture or the batch smaller."
        : e is IOException or UnauthorizedAccessException or DbException ? $"The job could not be run: {ReasonOf(e)}" : e.Message;

    private static string ReasonOf(Exception e) => DatabaseFault.In(e)?.Reason ?? StorageFault.Reason(e);
}
