using System.Text.Json.Nodes;
using Studio.Engine.Imaging;

namespace Studio.Engine.Graph;

/// <summary>
/// One run, and all that it may know of the world around it: for whom it runs, and that user's files. Nothing of it is ambient, so that a
/// run can be handed to another process. <paramref name="Outputs"/> are the output nodes to run, as validation gave them.</summary>
/// <param name="ExtraPngInfo">Text chunks for saved pictures, e.g. "workflow"; null for none.</param>
/// <param name="PreviewMethod">none, auto, latent2rgb or taesd.</param>
public sealed record RunRequest(
    string PromptId,
    Prompt Prompt,
    IReadOnlyList<string> Outputs,
    JsonObject? ExtraPngInfo = null,
    string PreviewMethod = "auto")
{
    /// <summary>For whom it runs.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Which attempt at the prompt it is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The owner's files by name, and where pictures go.</summary>
    public RunFiles Files { get; init; } = RunFiles.None;

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
