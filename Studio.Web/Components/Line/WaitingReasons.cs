using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Languages;

namespace Studio.Web.Components.Line;

/// <summary>Why a job waits, and about how long, in a sentence.</summary>
internal sealed class WaitingReasons
{
    /// <summary>Ended jobs that say how long one takes.</summary>
    private const int Remembered = 20;

    private const int MostModels = 1000;

    private readonly Dictionary<string, string?> _models = new(StringComparer.Ordinal);
    private TimeSpan? _usual;

    /// <summary>Takes what the last jobs took.</summary>
    public void Remember(JobQueue jobs, CurrentUser user) => _usual = QueueForecast.Usual(
        jobs.History.List(user, new() { States = [JobState.Done], Order = JobOrder.LastEnded, Limit = Remembered }).Jobs);

    /// <summary>"4 before it, in about 2 min. Another model is loaded first."</summary>
    /// <param name="place">Among those that wait, from 0.</param>
    public string Of(Texts texts, QueueList line, Job job, int place)
    {
        if (line.Pause is not null)
            return texts["Waits until the queue goes on."];
        // what others have before it counts, though it is not shown
        var hidden = line.Remaining - line.Waiting.Count - line.Running.Count;
        var next = line.Running.MinBy(running => running.Progress?.TimeLeft ?? TimeSpan.MaxValue);
        var forecast = QueueForecast.Of(place + Math.Max(0, hidden), line.Running.Count, next?.Progress?.TimeLeft, _usual);
        var former = place == 0 ? next?.Job : line.Waiting[place - 1];
        var loads = former is not null && ModelOf(job) is { } own && ModelOf(former) is { } other && own != other
            ? " " + texts["Another model is loaded first."] : "";
        return WhenOf(texts, forecast) + loads;
    }

    private static string WhenOf(Texts texts, JobForecast forecast) => forecast switch
    {
        { Ahead: 0, Wait: { TotalSeconds: >= 1 } wait } => texts[$"Next, in about {Readable.Duration(texts, wait)}."],
        { Ahead: 0 } => texts["Next.|in line"],
        { Wait: { TotalSeconds: >= 1 } wait } => texts[$"{forecast.Ahead} before it, in about {Readable.Duration(texts, wait)}."],
        _ => texts[$"{forecast.Ahead} before it."],
    };

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
