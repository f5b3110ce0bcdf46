using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>One run. <paramref name="Outputs"/> are the output nodes to run, as validation gave them.</summary>
/// <param name="ExtraPngInfo">Text chunks for saved pictures, e.g. "workflow"; null for none.</param>
/// <param name="PreviewMethod">none, auto, latent2rgb or taesd.</param>
public sealed record RunRequest(
    string PromptId,
    Prompt Prompt,
    IReadOnlyList<string> Outputs,
    JsonObject? ExtraPngInfo = null,
    string PreviewMethod = "auto")
{
    /// <summary>Further texts of saved pictures by key, written as they are; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Texts { get; init; }

    /// <summary>False keeps the prompt and every text out of what is saved.</summary>
    public bool WithMetadata { get; init; } = true;
}

public enum RunEnd
{
    Success,
    Failed,
    Interrupted,
}

/// <summary>How a run ended. <paramref name="Outputs"/> holds the ui of every output node, cached ones too, by node id.</summary>
public sealed record RunResult(RunEnd End, IReadOnlyDictionary<string, JsonObject> Outputs, ExecutionFailure? Failure);
