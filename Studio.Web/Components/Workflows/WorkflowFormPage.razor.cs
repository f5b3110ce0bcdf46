using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Engine.Workflows.Forms;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Workflows;

namespace Studio.Web.Components.Workflows;

/// <summary>A workflow as a form, with what it needs before it runs, how its jobs stand, and what came out of them.</summary>
public sealed partial class WorkflowFormPage : IAsyncDisposable
{
    private const int Shown = 12;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();
    private IJSObjectReference? _script;
    private OpenedWorkflow? _opened;
    private string? _openedId;
    private string? _problem;
    private Job? _running;
    private JobProgress? _progress;
    private Job? _ended;
    private int _waiting;
    private IReadOnlyList<Picture> _pictures = [];
    private Picture? _large;
    private bool _choosing, _sharing;

    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>The secret part of a link, by which somebody else's form is opened.</summary>
    [Parameter]
    public string? Token { get; set; }

    [Inject]
    private WorkflowLibrary Library { get; set; } = null!;

    [Inject]
    private WorkflowRuns Runs { get; set; } = null!;

    [Inject]
    private WorkflowShares Shares { get; set; } = null!;

    [Inject]
    private JobQueue Queue { get; set; } = null!;

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private UserNodes Nodes { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    private string Title =>
        $"{(_progress is { Max: > 0 } now ? $"{100 * now.Value / now.Max} % · " : "")}{_opened?.About.Name ?? L["Workflow"]} · Studio";

    private IReadOnlyList<FormInput> Asked => _opened is null ? [] : [.. FormFilling.Shown(_opened.Form, Given)];

    private IReadOnlyList<FormInput> Plain => [.. Asked.Where(input => !input.IsAdvanced)];

    private IReadOnlyList<FormInput> Advanced => [.. Asked.Where(input => input.IsAdvanced)];

    private Dictionary<string, JsonNode?> Given => _values.ToDictionary(value => value.Key, value => (JsonNode?)value.Value);

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _script.ReleaseAsync();
    }

    protected override void OnParametersSet()
    {
        if (_openedId == (Token ?? Id))
            return;
        _openedId = Token ?? Id;
        _values.Clear();
        Open();
        foreach (var input in _opened?.Form.Inputs ?? [])
            _values[input.Id] = TextOf(input);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _opened is null)
            return;
        _script = await JS.InvokeAsync<IJSObjectReference>("import", Leaving,
            "/" + Assets["Components/Workflows/WorkflowFormPage.razor.js"]);
        await _script.InvokeVoidAsync("attach", Leaving);
        if (await _script.InvokeAsync<string?>("read", Leaving, Id) is { } kept)
            TakeOver(kept);
        StateHasChanged();
    }

    protected override bool Happened(IReadOnlyList<JobEvent> events)
    {
        foreach (var happened in events)
            Apply(happened);
        _waiting = Queue.List(User).Waiting.Count(IsOurs);
        return true;
    }

    private static string TextOf(FormInput input) => input.Type switch
    {
        FormInputType.Seed => input.Default is null || input.Default.ToJsonString() == "-1" ? "" : Text(input.Default),
        FormInputType.Resolution when input.Default is JsonObject size => $"{size["width"]}x{size["height"]}",
        _ => Text(input.Default),
    };

    private static string Text(JsonNode? value) =>
        value is null ? "" : value is JsonValue text && text.TryGetValue(out string? words) ? words : value.ToJsonString();

    private void Open()
    {
        (_opened, _problem) = (null, null);
        try
        {
            _opened = Token is null ? Runs.Open(User, Id) : Shares.Open(User, Token);
            Id = _opened.About.Id;
            LoadPictures();
        }
        catch (WorkflowException refused)
        {
            _problem = refused.Refusal == WorkflowRefusal.NotFound ? null : refused.Message;
        }
    }

    private void TakeOver(string kept)
    {
        try
        {
            foreach (var (id, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(kept) ?? [])
            {
                if (_values.ContainsKey(id))
                    _values[id] = text;
            }
        }
        catch (JsonException)
        {
            // somebody else wrote it
        }
    }

    private IReadOnlyList<FormOption>? OptionsOf(FormInput input) => FormFilling.OptionsOf(input, _opened!.Prompt.Source, Nodes.Of(User));

    private string? ErrorOf(string id) => _errors.GetValueOrDefault(id);

    private async Task SetAsync(string id, string value)
    {
        _values[id] = value;
        _errors = _errors.Where(error => error.Key != id && error.Key.Length > 0).ToDictionary();
        if (_script is not null)
            await _script.InvokeVoidAsync("write", Leaving, Id, JsonSerializer.Serialize(_values));
    }

    private async Task RunAsync()
    {
        try
        {
            _ended = null;
            var run = Token is null ? Runs.RunAsync(User, Id, Given) : Shares.RunAsync(User, Token, Given);
            _errors = (await run).Errors;
        }
        catch (Exception e) when (e is JobRefusedException or WorkflowException)
        {
            _errors = new Dictionary<string, string> { [""] = e.Message };
        }
        if (_script is not null)
            await _script.InvokeVoidAsync(_errors.Count > 0 ? "showError" : "showResult", Leaving);
    }

    private void Apply(JobEvent happened)
    {
        switch (happened)
        {
            case JobEvent.Snapshot now when now.Running.FirstOrDefault(running => IsOurs(running.Job)) is { } ours:
                (_running, _progress) = (ours.Job, ours.Progress);
                break;
            case JobEvent.Started started when IsOurs(started.Job):
                (_running, _progress, _ended) = (started.Job, null, null);
                break;
            case JobEvent.Progressed step when step.Job.Id == _running?.Id:
                _progress = step.Progress;
                break;
            case JobEvent.Ended ended when IsOurs(ended.Job):
                (_running, _progress, _ended) = (null, null, ended.Job);
                LoadPictures();
                KeepThumbnail();
                break;
            case JobEvent.PutBack back when back.Job.Id == _running?.Id:
                (_running, _progress) = (null, null);
                break;
        }
    }

    private bool IsOurs(Job job) => job.Owner == User.Id && job.WorkflowId == Id;

    private void LoadPictures()
    {
        var done = new JobFilter { WorkflowId = Id, States = [JobState.Done], Order = JobOrder.LastEnded, Limit = Shown };
        var jobs = Queue.History.List(User, done).Jobs;
        _pictures = [.. jobs.Where(job => job.Owner == User.Id)
            .SelectMany(job => Gallery.List(User, new() { JobId = job.Id, Limit = Shown }).Pictures).Take(Shown)];
    }

    /// <summary>The first picture of a workflow without one becomes its own.</summary>
    private void KeepThumbnail()
    {
        if (_opened is not { About: { IsShipped: false, Thumbnail: null } } opened || Token is not null || _pictures.Count == 0
            || User.Workflows is not null)
            return;
        try
        {
            Library.Picture(User, Id, PictureAddress.Annotated(_pictures[0].Image));
            _opened = opened with { About = opened.About with { Thumbnail = PictureAddress.Annotated(_pictures[0].Image) } };
        }
        catch (WorkflowException)
        {
            // deleted meanwhile, or maintenance: it does without
        }
    }

    private void Stop()
    {
        if (_running is { } job)
            Queue.Interrupt(User, job.Id);
    }

    private string? ChooseAsync(JsonArray? inputs)
    {
        try
        {
            Library.ChooseForm(User, Id, inputs);
        }
        catch (WorkflowException refused)
        {
            return refused.Message;
        }
        Open();
        foreach (var input in _opened?.Form.Inputs ?? [])
            _values.TryAdd(input.Id, TextOf(input));
        foreach (var gone in _values.Keys.Where(id => _opened?.Form.Find(id) is null).ToList())
            _values.Remove(gone);
        return null;
    }

    private void Step(int by)
    {
        var index = _large is null ? -1 : IndexOf(_large) + by;
        if (index >= 0 && index < _pictures.Count)
            _large = _pictures[index];
    }

    private int IndexOf(Picture picture) =>
        _pictures.TakeWhile(other => other.Image != picture.Image).Count() is var index && index < _pictures.Count ? index : -1;
}
