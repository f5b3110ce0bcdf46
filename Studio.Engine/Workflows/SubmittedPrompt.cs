using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>What somebody hands in to be run: a prompt in API format, or the editor's own file, which is converted.</summary>
/// <param name="Prompt">Null when there is an error.</param>
/// <param name="Workflow">The file that the prompt was made of; null for a prompt that came as one.</param>
public sealed record SubmittedPrompt(Prompt? Prompt, Workflow? Workflow, PromptError? Error)
{
    /// <summary>Reads either. Nothing it is given can make it throw.</summary>
    /// <param name="now">As for <see cref="PromptFromWorkflow.Convert"/>.</param>
    public static SubmittedPrompt Read(JsonNode? json, NodeCatalog catalog, DateTimeOffset now)
    {
        if (json is not JsonObject file || !Workflow.Is(file))
            return Parsed(json, null);
        var (workflow, faults) = WorkflowReader.Read(file);
        if (workflow is null)
            return new(null, null, new PromptError.BadWorkflow(faults));
        var converted = PromptFromWorkflow.Convert(workflow, catalog, now);
        return converted.Prompt is null
            ? new(null, workflow, new PromptError.BadWorkflow(converted.Faults))
            : Parsed(converted.Prompt, workflow);
    }

    /// <summary>
    /// What goes with the prompt into history and pictures: as an editor sends it, with the workflow in extra_pnginfo, unless the sender
    /// has put one there.
    /// </summary>
    public JsonObject? ExtraData(JsonObject? sent)
    {
        if (Workflow is null || sent?["extra_pnginfo"] is JsonObject given && given.ContainsKey("workflow"))
            return sent;
        var extra = sent?.DeepClone().AsObject() ?? [];
        if (extra["extra_pnginfo"] is not JsonObject info)
            extra["extra_pnginfo"] = info = [];
        info["workflow"] = Workflow.Source.DeepClone();
        return extra;
    }

    private static SubmittedPrompt Parsed(JsonNode? json, Workflow? workflow)
    {
        var parsed = PromptParser.Parse(json);
        return new(parsed.Prompt, workflow, parsed.Error);
    }
}
