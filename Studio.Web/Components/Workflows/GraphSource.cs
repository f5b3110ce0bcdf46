using System.Text.Json.Nodes;
using Studio.Engine.Workflows;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Languages;
using Studio.Web.Workflows;

namespace Studio.Web.Components.Workflows;

/// <summary>Where a graph comes from that is opened in the editor.</summary>
/// <param name="About">Null for one that is not saved.</param>
/// <param name="IsKept">It is a draft that was kept and never saved.</param>
internal sealed record GraphSource(SavedWorkflow? About, GraphDraft Draft, string Name, bool IsKept = false)
{
    private static readonly JsonObject Nothing = (JsonObject)JsonNode.Parse(
        """{"last_node_id":0,"last_link_id":0,"nodes":[],"links":[],"groups":[],"config":{},"extra":{},"version":0.4}""")!;

    public static GraphSource Empty(Texts texts) => new(null, new(WorkflowReader.Read(Nothing).Workflow!), texts["New workflow"]);

    /// <summary>A saved workflow, with what was changed and not saved.</summary>
    /// <exception cref="WorkflowException">It is not there, or no graph.</exception>
    public static GraphSource Saved(WorkflowLibrary library, WorkflowRuns runs, CurrentUser user, string id)
    {
        var about = library.Find(user, id) ?? throw WorkflowException.Missing();
        var draft = new GraphDraft(runs.FileOf(library.Content(user, id)));
        if (library.Draft(user, id) is not { } kept || WorkflowReader.Read(kept).Workflow is not { } changed)
            return new(about, draft, about.Name);
        draft = new GraphDraft(changed);
        draft.Differs();
        return new(about, draft, about.Name, IsKept: true);
    }

    /// <summary>The graph of a job: the editor's file where it came with one, else its prompt.</summary>
    /// <exception cref="WorkflowException">It is not there, or its file cannot be read.</exception>
    public static GraphSource OfJob(JobQueue queue, WorkflowRuns runs, CurrentUser user, string id, Texts texts)
    {
        var job = queue.Find(user, id) ?? throw WorkflowException.Bad(texts["There is no such job any more."]);
        var file = (JsonNode.Parse(job.ExtraData) as JsonObject)?["extra_pnginfo"]?["workflow"] as JsonObject;
        var ui = file is not null && Workflow.Is(file) ? file : null;
        var content = new WorkflowContent(ui, (JsonObject)JsonNode.Parse(job.Prompt)!, null);
        return new(null, new(runs.FileOf(WorkflowImport.Checked(content))), texts[$"Job {id[..Math.Min(8, id.Length)]}"]);
    }

    /// <summary>The graph that a picture of the gallery carries.</summary>
    /// <param name="name">As prompts name it.</param>
    /// <exception cref="WorkflowException">It is not there, or carries none.</exception>
    public static GraphSource OfPicture(PictureGallery gallery, WorkflowRuns runs, CurrentUser user, string name, Texts texts)
    {
        var picture = PictureAddress.Parse(name);
        var written = gallery.Texts(user, picture) ?? throw WorkflowException.Bad(texts[$"There is no picture {name} any more."]);
        var content = WorkflowImport.OfTexts(written) ?? throw WorkflowException.Bad(texts["This picture carries no workflow."]);
        return new(null, new(runs.FileOf(content)), Path.GetFileNameWithoutExtension(picture.FileName));
    }
}
