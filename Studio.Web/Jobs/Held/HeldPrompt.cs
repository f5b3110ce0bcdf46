using System.Text.Json.Nodes;

namespace Studio.Web.Jobs.Held;

/// <summary>A prompt that waits for models.</summary>
/// <param name="Id">The id that the job will have.</param>
/// <param name="Problem">Why it could not be put into the line; null while it waits.</param>
public sealed record HeldPrompt(string Id, string Owner, JsonObject Body, string? Problem, DateTimeOffset Created);
