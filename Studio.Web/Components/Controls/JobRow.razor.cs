using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Controls;

public sealed partial class JobRow
{
    private string? _read;
    private PictureSettings _made = new();

    [Parameter, EditorRequired]
    public Job Job { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Badge { get; set; } = "";

    [Parameter]
    public string? BadgeClass { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    /// <summary>What came out.</summary>
    [Parameter]
    public Picture? Picture { get; set; }

    /// <summary>What is coming out.</summary>
    [Parameter]
    public JobPreview? Preview { get; set; }

    /// <summary>How it ended.</summary>
    [Parameter]
    public string? Note { get; set; }

    /// <summary>Where its details are; null where there are none.</summary>
    [Parameter]
    public string? Href { get; set; }

    [Parameter]
    public bool IsPicked { get; set; }

    /// <summary>It can be picked and dragged; without it neither.</summary>
    [Parameter]
    public EventCallback OnPick { get; set; }

    [Parameter]
    public RenderFragment? Below { get; set; }

    [Parameter]
    public RenderFragment? Actions { get; set; }

    private string Words => _made.Positive switch
    {
        { Length: > 0 } text => text,
        not null => L["No prompt"],
        null => L[$"Prompt {Job.Id[..8]}"], // a graph that says nothing we can read
    };

    private string Settings => string.Join(" · ", new[]
    {
        Job.Owner == User?.Id ? null : Job.Owner,
        _made.Model,
        _made.Steps is { } steps ? L.Count(steps, "{0} step", "{0} steps") : null,
        _made.Cfg is { } cfg ? "CFG " + cfg.ToString("0.##", CultureInfo.InvariantCulture) : null,
        _made.Sampler,
        _made.Loras is { } loras ? Readable.Loras(loras) : null,
        _made.Seed is { } seed ? L[$"seed {seed}"] : null,
        Job.Attempt > 1 ? L[$"attempt {Job.Attempt}"] : null,
    }.OfType<string>());

    protected override void OnParametersSet()
    {
        // a row is drawn ten times a second while its job runs; its prompt never changes
        if (_read == Job.Id)
            return;
        _read = Job.Id;
        _made = JsonNode.Parse(Job.Prompt) is JsonObject prompt ? PictureSettings.From(prompt, null) ?? new() : new();
    }
}
