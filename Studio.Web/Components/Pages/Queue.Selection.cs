using Studio.Web.Components.Controls;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Web.Components.Line;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Pages;

/// <summary>Many jobs at once, and moving by hand.</summary>
public sealed partial class Queue : IAsyncDisposable
{
    private readonly HashSet<string> _picked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unfolded = new(StringComparer.Ordinal);
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
        await _script.ReleaseAsync();
    }

    /// <summary>Told by the browser: a job was dragged to the place of another.</summary>
    [JSInvokable]
    public void Dragged(string job, string place)
    {
        var (moved, to) = (_rows.Find(row => row.Ids.Contains(job)), _rows.Find(row => row.Ids.Contains(place)));
        if (moved is null || to is null || moved == to)
            return;
        // what comes after it moves up by as many as are taken out above
        var isDown = to.Place > moved.Place;
        MoveTo(moved, isDown ? to.LastPlace - 1 : to.Place - 1, isDown);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _script = await JS.InvokeAsync<IJSObjectReference>("import", Leaving, "/" + Assets["Components/Pages/Queue.razor.js"]);
        _self = DotNetObjectReference.Create(this);
        await _script.InvokeVoidAsync("attach", Leaving, _self);
    }

    private void Pick(JobGroup row)
    {
        if (row.Ids.All(_picked.Contains))
            _picked.ExceptWith(row.Ids);
        else
            _picked.UnionWith(row.Ids);
    }

    private void Fold(JobGroup row)
    {
        if (!_unfolded.Remove(row.First.Batch!))
            _unfolded.Add(row.First.Batch!);
        _rows = JobGroup.Of(_list.Waiting, _unfolded);
        Turn(0);
    }

    private void Move(JobGroup row, JobMove move)
    {
        var at = _rows.IndexOf(row);
        var other = move switch { JobMove.Up => at - 1, JobMove.Down => at + 1, JobMove.Front => 0, _ => _rows.Count - 1 };
        if (at < 0 || other < 0 || other >= _rows.Count || other == at)
            return;
        MoveTo(row, other > at ? _rows[other].LastPlace - 1 : _rows[other].Place - 1, isDown: other > at);
    }

    /// <summary>A row to a place from 0; all jobs of a batch, one after the other, so that they stay in order.</summary>
    private void MoveTo(JobGroup row, int place, bool isDown)
    {
        var ids = row.Ids.ToList();
        for (var i = 0; i < ids.Count; i++)
            Jobs.MoveTo(User, ids[i], isDown ? place : place + i);
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
}
