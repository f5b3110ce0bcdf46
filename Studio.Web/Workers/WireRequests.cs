using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Web.Workers.Wire;

namespace Studio.Web.Workers;

/// <summary>What a run is asked with, and what went wrong outside of it, as they cross the border.</summary>
internal static class WireRequests
{
    public static RunStart ToWire(RunRequest request)
    {
        var start = new RunStart
        {
            PromptId = request.PromptId,
            PromptJson = request.Prompt.Source.ToJsonString(),
            Outputs = { request.Outputs },
            PreviewMethod = request.PreviewMethod,
            Owner = request.Owner,
            Attempt = request.Attempt,
            HasTexts = request.Texts is not null,
            WithMetadata = request.WithMetadata,
        };
        if (request.ExtraPngInfo is { } info)
            start.PngInfoJson = info.ToJsonString();
        foreach (var (key, text) in request.Texts ?? new Dictionary<string, string>())
            start.Texts.Add(key, text);
        return start;
    }

    /// <exception cref="InvalidDataException">The prompt cannot be read.</exception>
    public static RunRequest FromWire(RunStart start, RunFiles files) => new(start.PromptId,
        PromptParser.Parse(start.PromptJson).Prompt
            ?? throw new InvalidDataException($"The prompt of job {start.PromptId} cannot be read."),
        [.. start.Outputs], start.HasPngInfoJson ? JsonNode.Parse(start.PngInfoJson) as JsonObject : null, start.PreviewMethod)
    {
        Owner = start.Owner,
        Attempt = start.Attempt,
        Files = files,
        Texts = start.HasTexts ? start.Texts : null,
        WithMetadata = start.WithMetadata,
    };

    public static Fault ToWire(Exception exception)
    {
        var fault = new Fault { Type = exception.GetType().FullName ?? "", Message = exception.Message };
        if (exception is EngineException engine)
            (fault.Kind, fault.NeededBytes) = ((int)engine.Kind, engine.NeededBytes);
        return fault;
    }

    /// <summary>The same failure on this side; what was no <see cref="EngineException"/> comes as one of the last kind.</summary>
    public static EngineException FromWire(Fault fault) =>
        new(fault.HasKind ? (EngineError)fault.Kind : EngineError.Native, fault.Message) { NeededBytes = fault.NeededBytes };
}
