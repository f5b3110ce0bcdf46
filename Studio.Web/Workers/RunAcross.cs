using Grpc.Core;
using Studio.Engine.Graph;
using Studio.Web.Jobs;
using Studio.Web.Workers.Wire;

namespace Studio.Web.Workers;

/// <summary>One run across the border: its events come in order, its questions about files are answered meanwhile.</summary>
internal sealed class RunAcross(WorkerLife life, RunRequest request, IProgress<ExecutionEvent> events, IUntoldPictures untold)
    : IDisposable
{
    private readonly SavedInRun _saved = new(request.Files.Pictures, untold);
    private readonly SemaphoreSlim _writing = new(1);
    private string? _node;

    /// <exception cref="WorkerLostException">The worker ended before the run did.</exception>
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        using var gone = new CancellationTokenSource();
        using var answers = new FileAnswers(request.Files with { Pictures = _saved });
        RunOver? over = null;
        using var call = life.Client.Run(life.Headers, cancellationToken: gone.Token);
        try
        {
            await WriteAsync(call, new() { Start = WireRequests.ToWire(request) });
            await using var interrupt = cancellationToken.Register(() => _ = TryWriteAsync(call, new() { Interrupt = new() }));
            await foreach (var message in call.ResponseStream.ReadAllAsync(gone.Token))
            {
                if (message.Over is not null)
                {
                    over = message.Over;
                    await call.RequestStream.CompleteAsync(); // the worker ends the call when it has heard that
                }
                else if (message.Question is { } question)
                    _ = AnswerAsync(call, answers, question);
                else
                    Tell(WireEvents.FromWire(message.Event));
            }

            if (over is null)
                throw new RpcException(new Status(StatusCode.Unavailable, "The worker said no more."));
        }
        catch (Exception e) when (e is RpcException or IOException or OperationCanceledException or InvalidOperationException)
        {
            if (over is null)
                throw await LostAsync(e);
        }

        return over.Fault is { } fault ? throw WireRequests.FromWire(fault) : WireEvents.FromWire(over);
    }

    public void Dispose() => _writing.Dispose();

    private void Tell(ExecutionEvent happened)
    {
        switch (happened)
        {
            case ExecutionEvent.Executing executing:
                _node = executing.Node.ClassType;
                break;
            case ExecutionEvent.Executed shown:
                _saved.Told(shown.Ui);
                break;
        }

        events.Report(happened);
    }

    private async Task AnswerAsync(AsyncDuplexStreamingCall<ToRun, FromRun> call, FileAnswers answers, FileQuestion question) =>
        await TryWriteAsync(call, new() { Answer = await answers.AnswerAsync(question) });

    private async Task WriteAsync(AsyncDuplexStreamingCall<ToRun, FromRun> call, ToRun message)
    {
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            await call.RequestStream.WriteAsync(message);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>What cannot be said to a worker that is gone need not be: reading ends with it.</summary>
    private async Task TryWriteAsync(AsyncDuplexStreamingCall<ToRun, FromRun> call, ToRun message)
    {
        try
        {
            await WriteAsync(call, message);
        }
        catch (Exception e) when (e is RpcException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // the run is over, or its worker
        }
    }

    /// <summary>Without its connection a worker is of no use: it ends, and how is the reason. What nobody was told of goes.</summary>
    private async Task<WorkerLostException> LostAsync(Exception cause)
    {
        if (await Task.WhenAny(life.Ended, Task.Delay(TimeSpan.FromSeconds(2))) != life.Ended)
            life.Kill();
        var death = await life.Ended;
        _saved.ForgetUntold();
        return new(death.Sentence(_node), death.IsRetired, cause);
    }
}
