namespace Studio.Engine.Comfy;

/// <summary>What whoever sends the editor's file (<see cref="Graph.EditorFile"/>) for a prompt is told.</summary>
public static class EditorFileText
{
    public const string Message = "This is a workflow file of the editor, not a prompt in API format";

    public const string Help =
        "Open it in ComfyUI's editor and choose 'Export (API)' in the Workflow menu ('Save (API Format)' in older ones, after 'Enable Dev mode Options' in the settings). "
        + "Send what that gives as {\"prompt\": …}.";
}
