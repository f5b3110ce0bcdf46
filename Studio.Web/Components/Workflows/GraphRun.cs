using System.Text.Json.Nodes;
using Microsoft.JSInterop;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Engine.Workflows.Editing;
using Studio.Web.Auth;
using Studio.Web.Jobs;
using Studio.Web.Languages;
using Studio.Web.Workflows;

namespace Studio.Web.Components.Workflows;

/// <summary>The jobs of one graph: sent from the editor, and shown on its nodes.</summary>
/// <param name="id">What its jobs are known by; a saved workflow's own.</param>
internal sealed class GraphRun(JobQueue queue, WorkflowRuns runs, NodeCatalog nodes, CurrentUser user, string id, Texts texts)
{
    private static readonly IReadOnlyDictionary<string, string> NoErrors = new Dictionary<string, string>();

    private JobPreview? _shownPreview;
    private int _shown;

    public Job? Running { get; private set; }

    public JobProgress? Progress { get; private set; }

    /// <summary>A sentence for each node that something is wrong with.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; private set; } = NoErrors;

    /// <summary>Why it does not run, or did not end well; null when all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>What to tell those who listen instead of look.</summary>
    public string Announcement { get; private set; } = "";

    /// <summary>Sends the graph as it is now.</summary>
    /// <param name="upTo">Runs up to this node only; null runs all.</param>
    public async Task StartAsync(Workflow now, string? upTo)
    {
        Dismiss();
        try
        {
            var prompt = runs.PromptOf(new(now.Source, null, null)).Source;
            string[]? targets = null;
            if (upTo is not null)
            {
                var part = NodePreview.UpTo(prompt, upTo, nodes)
                    ?? throw WorkflowException.Bad(texts[$"Nothing here can show what node {upTo} gives."]);
                (prompt, targets) = (part.Prompt, [part.Target]);
            }
            var file = (JsonObject)now.Source.DeepClone();
            file["id"] = id;
            var extra = new JsonObject { ["extra_pnginfo"] = new JsonObject { ["workflow"] = file } };
            Answered(await queue.EnqueueAsync(user, new(prompt) { ExtraData = extra, Targets = targets }));
        }
        catch (Exception e) when (e is WorkflowException or JobRefusedException)
        {
            Problem = e.Message;
        }
    }

    public void Apply(JobEvent happened)
    {
        switch (happened)
        {
            case JobEvent.Snapshot now when now.Running.FirstOrDefault(running => IsOurs(running.Job)) is { } ours:
                (Running, Progress) = (ours.Job, ours.Progress);
                break;
            case JobEvent.Started started when IsOurs(started.Job):
                (Running, Progress, _shown, Announcement) = (started.Job, null, 0, texts["Running."]);
                break;
            case JobEvent.Progressed step when step.Job.Id == Running?.Id:
                Progress = step.Progress;
                break;
            case JobEvent.Ended ended when IsOurs(ended.Job):
                End(ended.Job);
                break;
            case JobEvent.PutBack back when back.Job.Id == Running?.Id:
                (Running, Progress) = (null, null);
                break;
        }
    }

    /// <summary>What runs, how far it is, the last preview, and what output nodes have shown.</summary>
    public async Task ShowAsync(GraphCanvas canvas)
    {
        try
        {
            var (progress, running) = (Progress, Running);
            var preview = progress?.Preview is { } picture && picture != _shownPreview ? picture : null;
            _shownPreview = progress?.Preview;
            await canvas.InvokeAsync("progress", new
            {
                running = running is not null && progress?.Current is { } node ? NodeOf(node.Id) : null,
                value = progress?.Value ?? 0,
                max = progress?.Max ?? 0,
                errors = Errors.Keys,
                previewOf = preview is null ? null : NodeOf(preview.Node.Id),
                preview = preview is null ? null : $"data:{preview.MimeType};base64,{Convert.ToBase64String(preview.Image)}",
            });
            var all = progress?.Shown ?? [];
            foreach (var shown in all.Skip(_shown))
            {
                if (PictureIn(shown) is { } address)
                    await canvas.InvokeAsync("result", NodeOf(shown.Node.Id), address);
            }
            _shown = all.Count;
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // the page was left
        }
    }

    public void Stop()
    {
        if (Running is { } job)
            queue.Interrupt(user, job.Id);
    }

    public void Dismiss() => (Problem, Errors) = (null, NoErrors);

    private void End(Job job)
    {
        (Running, Announcement) = (null, job.State == JobState.Done ? texts["The job is done."] : texts["The job did not end well."]);
        if (job.State != JobState.Failed)
            return;
        Problem = texts[$"The job failed. {job.Error}"];
        Errors = job.Result?.Failure is { } failure ? new Dictionary<string, string> { [NodeOf(failure.NodeId)] = failure.Message }
            : NoErrors;
    }

    private void Answered(EnqueueResult result)
    {
        Errors = result.NodeErrors.ToDictionary(wrong => NodeOf(wrong.Key), wrong => Sentence(wrong.Value));
        if (result.Job is null)
            Problem = result.Reason;
        else if (Errors.Count > 0)
            Problem = texts["A part of the graph cannot run; the rest is queued."];
        else
            Announcement = texts["Queued."];
    }

    private static string Sentence(NodeErrors errors) =>
        string.Join(' ', errors.Errors.Select(ErrorText.Of).Select(text => $"{text.Message}: {text.Details}"));

    private bool IsOurs(Job job) => job.Owner == user.Id && job.WorkflowId == id;

    // a node inside a subgraph is shown by the one that stands for it
    private static string NodeOf(string node) => node.Split(':', '-')[0];

    private static string? PictureIn(ExecutionEvent.Executed shown)
    {
        if (shown.Ui["images"] is not JsonArray { Count: > 0 } files || files[0] is not JsonObject file || (string?)file["filename"]
            is not { } name)
            return null;
        var folder = Uri.EscapeDataString((string?)file["subfolder"] ?? "");
        return $"/view?filename={Uri.EscapeDataString(name)}&subfolder={folder}&type={(string?)file["type"] ?? "output"}";
    }
}
