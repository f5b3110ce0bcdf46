using System.Text.Json;
using System.Threading.Channels;
using Grpc.Core;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Web.Workers.Wire;

namespace Studio.Web.Workers;

/// <summary>The worker's end of the border: runs what it is asked to, and tells every second that it lives.</summary>
internal sealed class WorkerService(IEngine engine, TimeProvider time) : Worker.WorkerBase
{
    public override async Task Run(IAsyncStreamReader<ToRun> requestStream, IServerStreamWriter<FromRun> responseStream,
        ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.Start is not { } start)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "A run begins with its start."));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var told = Channel.CreateUnbounded<FromRun>(new() { SingleReader = true });
        var border = new BorderFiles(message => told.Writer.TryWrite(message), context.CancellationToken);
        var hears = HearAsync(requestStream, border, stop, context.CancellationToken);
        var tells = TellAsync(told.Reader, responseStream, context.CancellationToken);
        told.Writer.TryWrite(new() { Over = await RunAsync(start, new RunFiles(border, border), told.Writer, stop.Token) });
        told.Writer.Complete();
        await tells;
        await hears; // ends when the web process has nothing more to say
    }

    public override async Task Watch(Nothing request, IServerStreamWriter<Pulse> responseStream, ServerCallContext context)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
        {
            await responseStream.WriteAsync(new()
            {
                StatusJson = JsonSerializer.Serialize(engine.Status()),
                ResidentBytes = Environment.WorkingSet,
                HeldJson = JsonSerializer.Serialize(engine.Held()),
            }, context.CancellationToken);
        }
        while (await timer.WaitForNextTickAsync(context.CancellationToken));
    }

    public override Task<Nothing> Free(FreeRequest request, ServerCallContext context)
    {
        engine.Free(request.UnloadModels, request.ClearCache);
        return Task.FromResult(new Nothing());
    }

    private async Task<RunOver> RunAsync(RunStart start, RunFiles files, ChannelWriter<FromRun> told, CancellationToken cancellationToken)
    {
        try
        {
            var request = WireRequests.FromWire(start, files);
            // the engine computes on the calling thread for as long as it likes
            var running = Task.Run(() => engine.RunAsync(request, new Teller(told), cancellationToken), CancellationToken.None);
            return WireEvents.ToWire(await running);
        }
        catch (Exception e) // whatever it was, the web process decides what becomes of the job
        {
            return new() { Fault = WireRequests.ToWire(e) };
        }
    }

    private static async Task HearAsync(IAsyncStreamReader<ToRun> from, BorderFiles border, CancellationTokenSource stop,
        CancellationToken cancellationToken)
    {
        while (await from.MoveNext(cancellationToken))
        {
            if (from.Current.Answer is { } answer)
                border.Answered(answer);
            else if (from.Current.Interrupt is not null)
                await stop.CancelAsync();
        }
    }

    private static async Task TellAsync(ChannelReader<FromRun> told, IServerStreamWriter<FromRun> to, CancellationToken cancellationToken)
    {
        await foreach (var message in told.ReadAllAsync(cancellationToken))
            await to.WriteAsync(message, cancellationToken);
    }

    private sealed class Teller(ChannelWriter<FromRun> told) : IProgress<ExecutionEvent>
    {
        public void Report(ExecutionEvent value) => told.TryWrite(new() { Event = WireEvents.ToWire(value) });
    }
}
