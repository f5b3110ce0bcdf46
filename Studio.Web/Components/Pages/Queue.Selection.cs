using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Pages;

/// <summary>Many jobs at once, moving by hand, and why a job waits.</summary>
public sealed partial class Queue : IAsyncDisposable
{
    private const int Remembered = 20;

    private const int MostModels = 1000;

    private readonly Dictionary<string, string?> _models = new(StringComparer.Ordinal);
    private readonly HashSet<string> _picked = new(StringComparer.Ordinal);
    private TimeSpan? _usual;
    private IJSObjectReference? _script;
    private DotNetObjectReference<Queue>? _self;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    /// <summary>There are jobs of others in the line that this user manages.</summary>
    private bool HasOthers => User.SeesAll && _list.Waiting.Any(job => job.Owner != User.Id) && _list.Waiting.Any(job =>
        job.Owner == User.Id);

    public async ValueTask DisposeAsync()
    {
        Dispose();
        _self?.Dispose();
        if (_script is null)
            return;
        try
        {
            await _script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // the browser is gone, and its script with it
        }
    }

    /// <summary>Told by the browser: a job was dragged to the place of another.</summary>
    [JSInvokable]
    public void Dragged(string job, string place)
    {
        var to = _list.Waiting.ToList().FindIndex(other => other.Id == place);
        if (to >= 0)
            Jobs.MoveTo(User, job, to);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _script = await JS.InvokeAsync<IJSObjectReference>("import", Leaving, "/" + Assets["Components/Pages/Queue.razor.js"]);
        _self = DotNetObjectReference.Create(this);
        await _script.InvokeVoidAsync("attach", Leaving, _self);
    }

    private void Pick(Job job)
    {
        if (!_picked.Remove(job.Id))
            _picked.Add(job.Id);
    }

    private void PickAll() => _picked.UnionWith(_list.Waiting.Select(job => job.Id));

    // the last one first, so that they stay in order
    private void MovePicked(JobMove move)
    {
        var picked = _list.Waiting.Where(job => _picked.Contains(job.Id)).Select(job => job.Id).ToList();
        if (move == JobMove.Front)
            picked.Reverse();
        foreach (var id in picked)
            Jobs.Move(User, id, move);
    }

    private void CancelPicked()
    {
        Jobs.Delete(User, [.. _picked]);
        _picked.Clear();
    }

    private void CancelMine() => Jobs.Delete(User, [.. _list.Waiting.Where(job => job.Owner == User.Id).Select(job => job.Id)]);

    private void Remember() =>
        _usual = QueueForecast.Usual(Jobs.History.List(User, new() { States = [JobState.Done], Order = JobOrder.LastEnded,
            Limit = Remembered }).Jobs);

    /// <summary>"4 before it, in about 2 min. Another model is loaded first."</summary>
    private string WhyWaiting(Job job, int place)
    {
        if (_list.Pause is not null)
            return "Waits until the queue goes on.";
        // what others have before it counts, though it is not shown
        var hidden = _list.Remaining - _list.Waiting.Count - _list.Running.Count;
        var next = _list.Running.MinBy(running => running.Progress?.TimeLeft ?? TimeSpan.MaxValue);
        var forecast = QueueForecast.Of(place + Math.Max(0, hidden), _list.Running.Count, next?.Progress?.TimeLeft, _usual);
        var before = forecast.Ahead == 0 ? "Next" : $"{forecast.Ahead} before it";
        var wait = forecast.Wait is { TotalSeconds: >= 1 } time ? $", in about {Readable.Duration(time)}" : "";
        var former = place == 0 ? next?.Job : _list.Waiting[place - 1];
        var loads = former is not null && ModelOf(job) is { } own && ModelOf(former) is { } other && own != other
            ? ". Another model is loaded first" : "";
        return before + wait + loads + ".";
    }

    // a prompt never changes, and the page is drawn ten times a second
    private string? ModelOf(Job job)
    {
        if (_models.Count > MostModels)
            _models.Clear();
        if (!_models.TryGetValue(job.Id, out var model))
            _models[job.Id] = model = JsonNode.Parse(job.Prompt) is JsonObject prompt ? PictureSettings.From(prompt, null)?.Model : null;
        return model;
    }
}
