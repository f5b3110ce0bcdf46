using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Line;

/// <summary>Shows what the page has found; it looks for nothing itself.</summary>
public sealed partial class JobDetails
{
    private Dialog? _dialog;

    /// <summary>Null when there is none of that name.</summary>
    [Parameter, EditorRequired]
    public Job? Job { get; set; }

    /// <summary>Why it waits, in a sentence; null when it does not.</summary>
    [Parameter]
    public string? Why { get; set; }

    /// <summary>How far it is, when it runs.</summary>
    [Parameter]
    public JobProgress? Progress { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string Title => Job is null ? L["Job"] : Job.State switch
    {
        JobState.Queued => L["Waiting job"],
        JobState.Running => L["Running job"],
        JobState.Done => L["Finished job"],
        JobState.Failed => L["Failed job"],
        _ => L["Stopped job"],
    };

    /// <summary>The longest first.</summary>
    private IReadOnlyList<JobNodeTime> Times => [.. (Job?.Result?.Times ?? []).OrderByDescending(node => node.Seconds)];

    /// <summary>The error in whole, as the node told it.</summary>
    private string? Problem => Job?.Result?.Failure?.Message.TrimEnd() is { Length: > 0 } whole ? whole : Job?.Error;

    private string Trace => string.Concat(Job?.Result?.Failure?.Traceback ?? []).TrimEnd();

    private IEnumerable<(string Name, string Value)> Facts
    {
        get
        {
            var made = JsonNode.Parse(Job!.Prompt) is JsonObject prompt ? PictureSettings.From(prompt, null) : null;
            (string, string?)[] facts =
            [
                (L["Prompt"], made?.Positive), (L["Model"], made?.Model), (L["Owner"], Job.Owner),
                (L["Queued"], Readable.Ago(L, Job.Created, Time)),
                (L["Started"], Job.Started is { } started ? Readable.Ago(L, started, Time) : null),
                (L["Waited"], Job.Started is { } began && Job.Attempt <= 1 ? Readable.Duration(L, began - Job.Created) : null),
                (L["Took"], Job is { Started: { } start, Ended: { } end } ? Readable.Duration(L, end - start) : null),
                (L["Attempt"], Job.Attempt > 1 ? Job.Attempt.ToString(CultureInfo.InvariantCulture) : null),
                (L["Nodes"], ((JsonNode.Parse(Job.Prompt) as JsonObject)?.Count ?? 0).ToString(CultureInfo.InvariantCulture)),
                (L["Id"], Job.Id),
            ];
            return facts.Where(fact => !string.IsNullOrEmpty(fact.Item2)).Select(fact => (fact.Item1, fact.Item2!));
        }
    }

    private string Share(JobNodeTime node) =>
        Math.Round(100 * node.Seconds / Math.Max(.001, Times[0].Seconds)).ToString(CultureInfo.InvariantCulture);
}
