using System.Text.Json.Nodes;

namespace Studio.Web.Workflows;

/// <summary>A workflow in somebody's list, without its graph.</summary>
/// <param name="Id">A UUID; of one that came with the server, or that its keeper put there, the name of its file.</param>
/// <param name="Owner">Null for what is everybody's.</param>
public sealed record SavedWorkflow(string Id, string? Owner, string Name)
{
    public string Description { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A picture of the gallery as prompts name it; null when it has none.</summary>
    public string? Thumbnail { get; init; }

    /// <summary>The version that runs.</summary>
    public int Version { get; init; } = 1;

    /// <summary>An editor holds something that is not saved.</summary>
    public bool HasDraft { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset Changed { get; init; }

    /// <summary>When it was put into the bin; null when it is not there.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>Nobody's to change; who wants another makes a copy.</summary>
    public bool IsShipped => Owner is null;
}

/// <summary>What a version holds; at least a file or a prompt.</summary>
/// <param name="Ui">The editor's file, as it came.</param>
/// <param name="Api">The prompt, as it came.</param>
/// <param name="Form">Inputs of a manifest; null when nobody chose any.</param>
public sealed record WorkflowContent(JsonObject? Ui, JsonObject? Api, JsonArray? Form)
{
    public bool IsSameAs(WorkflowContent other) =>
        JsonNode.DeepEquals(Ui, other.Ui) && JsonNode.DeepEquals(Api, other.Api) && JsonNode.DeepEquals(Form, other.Form);
}

/// <summary>A version in the list of them.</summary>
/// <param name="Name">Empty for one that nobody named.</param>
public sealed record WorkflowVersion(int Number, string Name, DateTimeOffset Created);

/// <summary>Which of one's workflows are meant.</summary>
public sealed record WorkflowQuery
{
    /// <summary>Words that must all occur in name, description or tags.</summary>
    public string? Text { get; init; }

    public string? Tag { get; init; }

    /// <summary>What was deleted, instead of what was not.</summary>
    public bool Bin { get; init; }

    public WorkflowOrder Order { get; init; }
}

public enum WorkflowOrder
{
    /// <summary>Changed last first.</summary>
    Newest,
    Name,
}
